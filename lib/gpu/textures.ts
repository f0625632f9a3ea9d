/** Texel formats that kernels use, with the bytes of one texel. */
const TEXEL_BYTES = { rgba32float: 16, rgba32uint: 16, r32uint: 4 } as const;

/** A texel format that kernels use. */
export type TexelFormat = keyof typeof TEXEL_BYTES;

/** Bytes of a texture. */
export function textureBytes(texture: GPUTexture): number {
  return texture.width * texture.height * texture.depthOrArrayLayers * texelBytes(texture);
}

/** Bytes of one texel of a texture. */
export function texelBytes({ format }: GPUTexture): number {
  return TEXEL_BYTES[format as keyof typeof TEXEL_BYTES];
}
