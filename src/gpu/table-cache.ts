/**
 * Tables of one length that calls share (base rules, discounts), kept in one storage buffer: a table is written when it is
 * first asked for and stays until its place is needed. Places grow with what one batch asks for.
 */

export class TableCache {
  buffer: GPUBuffer;
  private readonly device: GPUDevice;
  private readonly label: string;
  /** Words of a table. */
  private readonly length: number;
  private places = 2;
  /** Table → place; the one asked for longest ago first. */
  private readonly held = new Map<object, number>();

  constructor(device: GPUDevice, label: string, length: number) {
    this.device = device;
    this.label = label;
    this.length = length;
    this.buffer = this.make();
  }

  /**
   * Offsets in words of the tables, by what stands for them; true where `buffer` is a new one.
   * `write` gives a table's words, asked for only where it is not held.
   */
  place<T extends object>(
    tables: readonly T[],
    write: (table: T) => Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>,
  ): { readonly at: ReadonlyMap<T, number>; readonly isNew: boolean } {
    const wanted = new Set(tables);
    let isNew = false;
    if (wanted.size > this.places) {
      while (wanted.size > this.places) this.places *= 2;
      this.buffer.destroy();
      this.buffer = this.make();
      this.held.clear();
      isNew = true;
    }
    const at = new Map<T, number>();
    for (const table of wanted) {
      const place = this.held.get(table) ?? this.free(wanted);
      if (!this.held.delete(table)) {
        this.device.queue.writeBuffer(this.buffer, 4 * place * this.length, write(table));
      }
      this.held.set(table, place);
      at.set(table, place * this.length);
    }
    return { at, isNew };
  }

  destroy(): void {
    this.buffer.destroy();
  }

  /** A place nobody has, else that of the table asked for longest ago. */
  private free(wanted: ReadonlySet<object>): number {
    if (this.held.size < this.places) {
      const taken = new Set(this.held.values());
      for (let place = 0; ; place++) if (!taken.has(place)) return place;
    }
    for (const [table, place] of this.held) {
      if (wanted.has(table)) continue;
      this.held.delete(table);
      return place;
    }
    throw new Error('more tables than places');
  }

  private make(): GPUBuffer {
    return this.device.createBuffer({
      label: this.label,
      size: Math.max(16, 4 * this.places * this.length),
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
    });
  }
}
