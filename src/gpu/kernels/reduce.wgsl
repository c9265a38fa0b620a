// The entry point, and one sum and one maximum over its 256 threads, as trees: what every device can do. Each kernel is a
// function `kernel(group, lane)` behind it. Twin with subgroups: reduce-subgroups.wgsl.

const THREADS = 256u;

var<workgroup> lanes: array<f32, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  kernel(group, lane);
}

fn sum_of_all(value: f32, lane: u32) -> f32 {
  lanes[lane] = value;
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { lanes[lane] += lanes[lane + half]; }
  }
  return workgroupUniformLoad(&lanes[0]);
}

fn largest_of_all(value: f32, lane: u32) -> f32 {
  lanes[lane] = value;
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { lanes[lane] = max(lanes[lane], lanes[lane + half]); }
  }
  return workgroupUniformLoad(&lanes[0]);
}
