// The entry point, and one sum and one maximum over its 256 threads, for devices with subgroups: two barriers each instead
// of nine. Which threads make a subgroup is the device's affair; results are the same from call to call, since subgroups are
// added up in order. Twin without: reduce.wgsl.

enable subgroups;
requires subgroup_id;

const THREADS = 256u;

var<workgroup> lanes: array<f32, THREADS>;
var<private> own_subgroup: u32;
var<private> subgroups: u32;

@compute @workgroup_size(THREADS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
  @builtin(subgroup_id) subgroup: u32,
  @builtin(num_subgroups) count: u32,
) {
  own_subgroup = subgroup;
  subgroups = count;
  kernel(group, lane);
}

fn sum_of_all(value: f32, lane: u32) -> f32 {
  let own = subgroupAdd(value);
  if (subgroupElect()) { lanes[own_subgroup] = own; }
  workgroupBarrier();
  var sum = lanes[0];
  for (var other = 1u; other < subgroups; other++) { sum += lanes[other]; }
  workgroupBarrier();
  return sum;
}

fn largest_of_all(value: f32, lane: u32) -> f32 {
  let own = subgroupMax(value);
  if (subgroupElect()) { lanes[own_subgroup] = own; }
  workgroupBarrier();
  var largest = lanes[0];
  for (var other = 1u; other < subgroups; other++) { largest = max(largest, lanes[other]); }
  workgroupBarrier();
  return largest;
}
