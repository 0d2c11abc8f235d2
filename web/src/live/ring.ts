/** The last `capacity` things, oldest first; adding never grows it. */
export class Ring<T> {
  private readonly items: (T | undefined)[];
  private head = 0;
  private size = 0;

  constructor(readonly capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1)
      throw new RangeError(`capacity is ${capacity}; it must be a whole number of 1 or more`);
    this.items = new Array<T | undefined>(capacity);
  }

  get length(): number {
    return this.size;
  }

  push(item: T): void {
    this.items[(this.head + this.size) % this.capacity] = item;
    if (this.size < this.capacity) this.size++;
    else this.head = (this.head + 1) % this.capacity;
  }

  /** Negative indexes count from the newest. */
  at(index: number): T | undefined {
    const i = index < 0 ? this.size + index : index;
    return i >= 0 && i < this.size ? this.items[(this.head + i) % this.capacity] : undefined;
  }

  clear(): void {
    this.items.fill(undefined);
    this.head = this.size = 0;
  }

  toArray(): T[] {
    return Array.from({ length: this.size }, (_, i) => this.at(i) as T);
  }
}
