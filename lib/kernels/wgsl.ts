/**
 * Small helpers for the generators of WGSL.
 *
 * @module
 */

/** 0, 1, … n - 1. */
export function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** A sum of terms; "0.0" if there are none. */
export function sum(terms: readonly string[]): string {
  return terms.length === 0 ? "0.0" : terms.join(" + ");
}

/** The i-th component's name of a vector. */
export function component(i: number): string {
  return "xyzw".charAt(i % 4);
}

/** A list of bindings in group 0, numbered in order: each `var<…> name: type`. */
export function bindings(declarations: readonly string[]): string {
  return declarations.map((declaration, i) => `@group(0) @binding(${i}) var${declaration};`).join("\n");
}
