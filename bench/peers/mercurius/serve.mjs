import mercuriusGateway from '@mercuriusjs/gateway';
import fastify from 'fastify';

/** Compiled queries from the second request on, as its makers benchmark it. */
const { services, port } = JSON.parse(process.argv[2]);
const app = fastify();
app.register(mercuriusGateway, {
  jit: 1,
  gateway: {
    services: services.map(({ name, url, sdl }) => ({
      name,
      url,
      schema: sdl,
      mandatory: true,
      rewriteHeaders: ({ authorization }) => (authorization ? { authorization } : {}),
    })),
  },
});
await app.listen({ port, host: '127.0.0.1' });
