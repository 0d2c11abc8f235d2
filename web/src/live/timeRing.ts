/**
 * The last `capacity` values of one measurand over time, in ascending time, in two flat arrays.
 * Times are seconds since 1970, as uPlot wants them. A second value for a time replaces the first; one that
 * comes late is put in its place; one older than everything kept in a full ring is dropped.
 */
export class TimeRing {
  private readonly times: Float64Array;
  private readonly values: Float64Array;
  private head = 0;
  private size = 0;

  constructor(readonly capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1)
      throw new RangeError(`capacity is ${capacity}; it must be a whole number of 1 or more`);
    this.times = new Float64Array(capacity);
    this.values = new Float64Array(capacity);
  }

  get length(): number {
    return this.size;
  }

  get lastTime(): number | null {
    return this.size === 0 ? null : this.times[this.slot(this.size - 1)]!;
  }

  get lastValue(): number | null {
    return this.size === 0 ? null : this.values[this.slot(this.size - 1)]!;
  }

  push(time: number, value: number): void {
    const place = this.size === 0 || time > this.times[this.slot(this.size - 1)]! ? this.size : this.lowerBound(time);
    if (place < this.size && this.times[this.slot(place)] === time) {
      this.values[this.slot(place)] = value;
      return;
    }
    if (this.size < this.capacity) {
      this.size++;
      this.shiftUp(place);
      this.put(place, time, value);
    } else if (place > 0) {
      this.head = (this.head + 1) % this.capacity;
      this.shiftUp(place - 1);
      this.put(place - 1, time, value);
    }
  }

  /** Copies what lies in [from, to], plus one neighbour on either side so that a line runs to the edges. */
  slice(from: number, to: number): { times: number[]; values: number[] } {
    const first = Math.max(0, this.lowerBound(from) - 1);
    const times: number[] = [];
    const values: number[] = [];
    for (let i = first; i < this.size; i++) {
      const slot = this.slot(i);
      times.push(this.times[slot]!);
      values.push(this.values[slot]!);
      if (this.times[slot]! > to) break;
    }
    return { times, values };
  }

  clear(): void {
    this.head = this.size = 0;
  }

  private slot(index: number): number {
    return (this.head + index) % this.capacity;
  }

  private put(index: number, time: number, value: number): void {
    this.times[this.slot(index)] = time;
    this.values[this.slot(index)] = value;
  }

  /** Makes room at `place` by moving everything from there one up, into the last slot. */
  private shiftUp(place: number): void {
    for (let i = this.size - 1; i > place; i--) this.put(i, this.times[this.slot(i - 1)]!, this.values[this.slot(i - 1)]!);
  }

  private lowerBound(time: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.times[this.slot(middle)]! < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
