import { createServer } from 'node:http';
import { createGateway, standAloneSource } from '@citygraph/gateway';
import { answerParent, inputOfChild, listening } from '../child.ts';

const { supergraph } = inputOfChild<{ supergraph: string }>();
const gateway = await createGateway({ supergraph: standAloneSource(supergraph, {}) });
const server = createServer((req, res) => void gateway.handle(req, res));
answerParent({ url: `${await listening(server)}/graphql` });
