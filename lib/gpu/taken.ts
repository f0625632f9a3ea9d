/** What is taken of a device on the way to something that needs all of it or none. */
export class Taken<T> {
  readonly #giveBack: (thing: T) => void;
  /** In the order taken; kept while anything is under way. */
  #things: T[] = [];
  #underWay = 0;

  /** @param giveBack Gives one thing back. */
  constructor(giveBack: (thing: T) => void) {
    this.#giveBack = giveBack;
  }

  /** Notes what was taken. */
  add(thing: T): void {
    if (this.#underWay > 0) this.#things.push(thing);
  }

  /** Notes what was given back. */
  delete(thing: T): void {
    const at = this.#things.indexOf(thing);
    if (at >= 0) this.#things.splice(at, 1);
  }

  /** What `take` gives; what it had taken until it threw is given back. */
  allOrNothing<R>(take: () => R): R {
    const before = this.#things.length;
    this.#underWay++;
    try {
      return take();
    } catch (error) {
      for (const thing of this.#things.slice(before).reverse()) this.#giveBack(thing);
      throw error;
    } finally {
      if (--this.#underWay === 0) this.#things = [];
    }
  }
}
