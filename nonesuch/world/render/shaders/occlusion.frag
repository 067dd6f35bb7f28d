// How much of the sky is hidden by what is near, at half the picture's size.
// Pairs of opposite samples: a crease is where both are nearer.
uniform sampler2D normal_depth;
uniform float focal;      // pixels of the full picture
uniform float radius_m;
layout(location = 0) out vec2 out_occlusion_depth;

const int PAIRS = 6;

// Planes are linear in 1 / depth: there a pair's mean equals the middle's.
float inverse_depth_at(ivec2 pixel) {
  float depth = texelFetch(normal_depth, pixel, 0).w;
  return depth > 0. ? 1. / depth : 1e-4;
}

void main() {
  ivec2 last = textureSize(normal_depth, 0) - 1;
  ivec2 pixel = min(ivec2(gl_FragCoord.xy) * 2, last);
  float depth = 1. / inverse_depth_at(pixel);
  float radius = clamp(radius_m * focal / depth, 3., 90.), sum = 0.;
  ivec2 cell = ivec2(gl_FragCoord.xy) & 1;
  float start = float(cell.x * 2 + (cell.x ^ cell.y)) * (3.14159 / 4.);
  for (int i = 0; i < PAIRS; i++) {
    float angle = start + float(i) * 2.399, reach = radius * sqrt((float(i) + .5) / float(PAIRS));
    ivec2 offset = ivec2(reach * vec2(cos(angle), sin(angle)));
    offset = clamp(abs(offset), ivec2(0), min(pixel, last - pixel)) * sign(offset);
    float one = inverse_depth_at(pixel + offset), two = inverse_depth_at(pixel - offset);
    float hollow = depth - 2. / (one + two), deepest = depth - 1. / max(one, two);
    float near = smoothstep(1.6, .5, deepest / radius_m);
    sum += clamp(2. * hollow / (radius_m * .8), 0., 1.) * near;
  }
  out_occlusion_depth = vec2(1. - clamp(1.3 * sum / float(PAIRS), 0., .85), depth);
}
