import { type FrameRequest, frameRequested } from "./frame_pictures.ts";

addEventListener("message", async (event) => {
  const answer = await frameRequested((event as MessageEvent<FrameRequest>).data);
  // A worker's own postMessage(), which the types of a window do not know.
  (postMessage as (message: unknown) => void)(answer);
});
