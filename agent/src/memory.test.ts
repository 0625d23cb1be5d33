import { describe, expect, it } from 'vitest';
import { giveBackMemory } from './memory.ts';

describe('giving memory back', () => {
  it('collects what nothing holds any more, at once', async () => {
    let collected = false;
    const registry = new FinalizationRegistry(() => {
      collected = true;
    });
    registry.register({ octets: new Uint8Array(1_000_000) }, undefined);
    // The turn that made the object still holds it.
    await new Promise((resolve) => setTimeout(resolve, 0));
    giveBackMemory();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(collected).toBe(true);
  });
});
