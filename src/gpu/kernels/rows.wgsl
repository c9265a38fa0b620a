// Rows of the encoder: the item tower, and the projections in front of attention. Not a kernel.

// Number d of an item's vector: Σ_l E_l[c_l] + residual · P.
fn tower(position: u32, d: u32) -> f32 {
  let id = id_at(position);
  var sum = 0.0;
  for (var level = 1u; level <= LEVELS; level++) {
    let code = code_at(id, level);
    let e = tower_entry(level);
    sum += step_at(table_row(e, code), d) * table_scale(e, code);
  }
  let e = projection_entry();
  var rest = 0.0;
  for (var r = 0u; r < RESIDUAL; r++) {
    rest += residual_step(position, r) * step_at(table_row(e, r), d);
  }
  if (RESIDUAL > 0u) { sum += rest * table_scale(e, d); }
  return sum;
}

// Keys, values and queries of `row` for `layer`, from x.
fn project(job: u32, layer: u32, row: u32, lane: u32) {
  normalise(2u * (layer - 1u), lane);
  for (var part = 0u; part < 3u; part++) {
    linear(layer_entry(layer, part), lane);
    store_output(projected_at(job, layer, part) + row * DIMENSION, DIMENSION, lane);
    workgroupBarrier();
  }
}
