import { CityGraphError } from '@citygraph/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createGateway } from '../create-gateway.ts';
import { madeUpRecord } from '../testing/made-up-record.ts';
import { openSmallCity, PARENT, type SmallCity } from '../testing/small-city.ts';
import { LONGEST_OPERATION_MS } from './ledger.ts';
import { withinTime } from './within-time.ts';

/** A ledger on a disk that hangs until it is let go on. */
function hanging() {
  const waiting: (() => void)[] = [];
  const released: string[] = [];
  const wait = () => new Promise<void>((resolve) => void waiting.push(resolve));
  return {
    released,
    goOn: () => {
      for (const resolve of waiting.splice(0)) resolve();
    },
    ledger: { isAvailable: () => true, announce: wait, append: wait, release: (id: string) => void released.push(id) },
  };
}

const later = () => new Promise((resolve) => setTimeout(resolve, 1));

describe('a disk that hangs', () => {
  it('is waited for no longer than it may take, and is none until it goes on', async () => {
    const disk = hanging();
    const ledger = withinTime(disk.ledger, 5);
    const append = ledger.append(madeUpRecord('exr_1'));
    expect(ledger.isAvailable()).toBe(true);
    await expect(append).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    expect(ledger.isAvailable()).toBe(false);
    disk.goOn();
    await later();
    expect(ledger.isAvailable()).toBe(true);
  });

  it('settles an announcement that comes to be written after all: nobody waits for its answer', async () => {
    const disk = hanging();
    const ledger = withinTime(disk.ledger, 5);
    const record = madeUpRecord('exr_1');
    await expect(ledger.announce(record)).rejects.toBeInstanceOf(CityGraphError);
    expect(disk.released).toEqual([]);
    disk.goOn();
    await later();
    expect(disk.released).toEqual([record.id]);
  });

  it('passes on what the ledger says itself', async () => {
    const full = new CityGraphError('LEDGER_UNAVAILABLE', 'The disk is full.');
    const ledger = withinTime({ ...hanging().ledger, append: () => Promise.reject(full) }, 1_000);
    await expect(ledger.append(madeUpRecord('exr_1'))).rejects.toBe(full);
    expect(ledger.isAvailable()).toBe(true);
  });
});

describe('a gateway whose disk hangs', () => {
  const disk = hanging();
  let city: SmallCity;
  beforeAll(async () => {
    city = await openSmallCity({
      gateway: {
        ledger: { ledger: disk.ledger, subjectSecret: new Uint8Array(32).fill(4) },
        overload: { maxInFlight: 3 },
      },
    });
  });
  afterAll(() => city.close());

  it('answers what is public, whoever waits for it, and refuses what is personal', async () => {
    const asked = [1, 2, 3].map(() => city.ask('{ me { name } school(code: "s1") { name } }', { as: PARENT }));
    for (const { data, errors } of await Promise.all(asked)) {
      expect(data).toEqual({ me: { name: null }, school: { name: '第一小学' } });
      expect(errors).toMatchObject([{ extensions: { code: 'LEDGER_UNAVAILABLE' } }]);
    }
    const next = await city.ask('{ me { name } school(code: "s1") { name } }', { as: PARENT });
    expect(next.data).toEqual({ me: { name: null }, school: { name: '第一小学' } });
    disk.goOn();
    await later();
  });

  it('takes no operation that may outlast the wait for its evidence', async () => {
    await expect(createGateway({ operationTimeoutMs: LONGEST_OPERATION_MS + 1 } as never)).rejects.toThrow(
      'operationTimeoutMs is 240001: 240000 at most',
    );
  });
});
