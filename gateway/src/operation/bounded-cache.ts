/** A map that forgets what was used least recently once everything in it weighs more than it may. */
export class BoundedCache<K, V> {
  readonly #entries = new Map<K, { readonly value: V; weight: number }>();
  #max: number;
  #weight = 0;
  readonly #onGone: (value: V) => void;

  /**
   * @param max entries, or whatever the weights count
   * @param onGone told of each value that is no longer kept, by whatever way
   */
  constructor(max: number, onGone: (value: V) => void = () => {}) {
    this.#max = max;
    this.#onGone = onGone;
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    // Keeping the order costs more than looking up: it matters only when something may have to go.
    if (this.#weight > this.#max / 2) {
      this.#entries.delete(key);
      this.#entries.set(key, entry);
    }
    return entry.value;
  }

  /** What weighs more than the whole cache may is not kept at all. */
  set(key: K, value: V, weight = 1): void {
    this.delete(key);
    if (weight > this.#max) {
      this.#onGone(value);
      return;
    }
    this.#entries.set(key, { value, weight });
    this.#weight += weight;
    this.#shrink();
  }

  /** The entry has become heavier; nothing happens when it is no longer there. */
  grow(key: K, by: number): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    entry.weight += by;
    this.#weight += by;
    this.#shrink();
  }

  /** From now on it may weigh so much. */
  resize(max: number): void {
    this.#max = max;
    this.#shrink();
  }

  delete(key: K): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#weight -= entry.weight;
    this.#onGone(entry.value);
  }

  *values(): IterableIterator<V> {
    for (const { value } of this.#entries.values()) yield value;
  }

  get size(): number {
    return this.#entries.size;
  }

  get weight(): number {
    return this.#weight;
  }

  #shrink(): void {
    for (const key of this.#entries.keys()) {
      if (this.#weight <= this.#max) return;
      this.delete(key);
    }
  }
}
