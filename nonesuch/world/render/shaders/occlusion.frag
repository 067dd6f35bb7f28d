// How much of the sky is hidden by what is near, at half the picture's size.
// Pairs of opposite samples: a crease is where both are nearer.
uniform sampler2D normal_depth;
uniform float focal;      // pixels of the full picture
uniform float radius_m;
layout(location = 0) out vec2 out_occlusion_depth;

const int PAIRS = 6;

float depth_at(ivec2 pixel, ivec2 last) {
  float depth = texelFetch(normal_depth, clamp(pixel, ivec2(0), last), 0).w;
  return depth > 0. ? depth : 1e4;
}

void main() {
  ivec2 last = textureSize(normal_depth, 0) - 1;
  ivec2 pixel = min(ivec2(gl_FragCoord.xy) * 2, last);
  float depth = depth_at(pixel, last);
  float radius = clamp(radius_m * focal / depth, 3., 90.), sum = 0.;
  ivec2 cell = ivec2(gl_FragCoord.xy) & 3;
  float start = float(cell.x * 4 + (cell.y * 5 & 3) + cell.y) * .39;
  for (int i = 0; i < PAIRS; i++) {
    float angle = start + float(i) * 2.399, reach = radius * sqrt((float(i) + .5) / float(PAIRS));
    ivec2 offset = ivec2(reach * vec2(cos(angle), sin(angle)));
    float one = depth - depth_at(pixel + offset, last);
    float two = depth - depth_at(pixel - offset, last);
    float near = smoothstep(1.6, .5, max(one, two) / radius_m);
    sum += clamp((one + two) / (radius_m * .8 + .015 * depth), 0., 1.) * near;
  }
  out_occlusion_depth = vec2(1. - clamp(1.3 * sum / float(PAIRS), 0., .85), depth);
}
