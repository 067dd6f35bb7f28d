// Smooth edges (after FXAA, Timothy Lottes), lens distortion, vignette, sharpening, noise.
uniform sampler2D developed;
uniform vec2 picture_size;
uniform float vignette;
uniform float sharpness;
uniform float noise;
uniform uint seed;
#ifdef DISTORTED
uniform sampler2D undistorted;  // where in the developed picture each pixel lies
#endif
layout(location = 0) out vec4 out_rgb;

uint scrambled(uint x) {
  x ^= x >> 16; x *= 0x7feb352du; x ^= x >> 15; x *= 0x846ca68bu; x ^= x >> 16;
  return x;
}
// Nearly normal: the sum of four bytes, of deviation 1.
float bell(uint x) {
  uint pairs = (x & 0x00ff00ffu) + (x >> 8 & 0x00ff00ffu);
  return (float((pairs & 0xffffu) + (pairs >> 16)) - 510.) / 147.8;
}

void main() {
  vec2 size = vec2(textureSize(developed, 0)), texel = 1. / size;
#ifdef DISTORTED
  vec2 at = texelFetch(undistorted, ivec2(gl_FragCoord.xy), 0).xy * texel;
  vec4 middle = texture(developed, at);
#else
  vec2 at = gl_FragCoord.xy * texel;
  vec4 middle = texelFetch(developed, ivec2(gl_FragCoord.xy), 0);
#endif
  float nw = texture(developed, at + texel * vec2(-.5, -.5)).a;
  float ne = texture(developed, at + texel * vec2(.5, -.5)).a;
  float sw = texture(developed, at + texel * vec2(-.5, .5)).a;
  float se = texture(developed, at + texel * vec2(.5, .5)).a;
  float low = min(middle.a, min(min(nw, ne), min(sw, se)));
  float high = max(middle.a, max(max(nw, ne), max(sw, se)));
  vec3 rgb = middle.rgb;
  vec2 along = vec2(sw + se - nw - ne, nw + sw - ne - se);
  float damped = max((nw + ne + sw + se) * .03, .008);
  along = clamp(along / (min(abs(along.x), abs(along.y)) + damped), -8., 8.) * texel;
  vec3 inner = .5 * (texture(developed, at - along / 6.).rgb + texture(developed, at + along / 6.).rgb);
  vec3 outer = .5 * inner + .25 * (texture(developed, at - along * .5).rgb + texture(developed, at + along * .5).rgb);
  float outer_luma = dot(outer, vec3(.299, .587, .114));
  vec3 smoothed = outer_luma < low || outer_luma > high ? inner : outer;
  rgb = high - low > max(.03, high * .1) ? smoothed : rgb;
  float around = .25 * (nw + ne + sw + se);
  rgb += sharpness * clamp(middle.a - around, -.12, .12);
  vec2 off = (gl_FragCoord.xy - .5 * picture_size) / length(.5 * picture_size);
  float corner = dot(off, off);
  rgb *= 1. - vignette * .6 * corner * (.4 + .6 * corner);
#ifdef NOISE
  uint first = scrambled(uint(gl_FragCoord.x) + uint(gl_FragCoord.y) * 8192u ^ seed);
  vec3 grain = vec3(bell(first), bell(first * 0x9e3779b9u), bell(first * 0x85ebca6bu ^ seed));
  float grey = bell(scrambled(first));
  float luma = max(dot(rgb, vec3(.299, .587, .114)), 0.);
  rgb += noise * (.006 + .023 * sqrt(luma) * (1. - .75 * luma)) * (.75 * grey + .45 * grain);
#endif
  out_rgb = vec4(rgb, 1);
}
