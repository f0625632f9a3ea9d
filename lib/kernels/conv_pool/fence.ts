/**
 * A loop that is left in its first turn, of which only the GPU knows that it will be: `turns` stays 0 and ends up in the lane,
 * so that the loop cannot be left out. It ends a basic block. In one block of 30,000 instructions LLVM finishes one window's
 * sum before the next, so that every weight goes to the stack and comes back for each window; in blocks of a few values the
 * windows' sums advance side by side and a weight stays in its register.
 */
export const FENCE = "// turns: 1\nloop { if (turns < lanes) { break; } turns += 1u; }\n";
