import { expect, it } from '@jest/globals';
import { openPorts } from './open-ports.ts';

it('asks nothing that strangers name at where the hub says that it can be reached', async () => {
  const secret = new Uint8Array(32);
  const { ports, close } = openPorts({
    hub: { hosts: ['hub.changchun.example'] },
    webhookSecret: secret,
    hopMaster: secret,
  });
  expect(ports.client.vet('https://vendor.example/hook')).toBeNull();
  expect(ports.client.vet('https://hub.changchun.example/hook')).toMatch(/hub/);
  await close();
});
