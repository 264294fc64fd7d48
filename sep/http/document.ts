/** The OpenAPI document, made of the very routes that answer. */
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import Fastify from 'fastify';
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import { JournalChunk } from '../../contract/peer.ts';
import { Catalogue } from '../../contract/provider.ts';
import { SepRefusal } from '../../contract/sep.ts';
import type { SepHandlers } from '../parts.ts';
import { refusal } from '../parts.ts';
import { createConnections } from './connections.ts';
import { addRoutes } from './routes.ts';

/** Named once in the document, however many routes speak of them. */
const named = z.registry<{ readonly id: string }>();
named.add(SepRefusal, { id: 'SepRefusal' });
named.add(JournalChunk, { id: 'JournalChunk' });
named.add(Catalogue, { id: 'Catalogue' });

/** Bodies and answers are checked by the contract's own schemas, and described by them. Call it before the routes. */
export async function describeRoutes(server: FastifyInstance): Promise<void> {
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Касса: СЭП',
        version: '1',
        description:
          'Workstation ↔ payment system, over HTTPS with mutual TLS. Bodies may be gzip. Errors are `{code, message, details?}` with a 4xx or 5xx status.',
      },
    },
    transform: createJsonSchemaTransform({ schemaRegistry: named }),
    transformObject: createJsonSchemaTransformObject({ schemaRegistry: named }),
  });
}

const noHandlers = new Proxy({}, { get: () => async () => refusal('unavailable', 'nothing answers here') });

/** For files: nothing listens and nothing is asked. */
export async function writeDocument(): Promise<string> {
  const server = Fastify({ logger: false });
  await describeRoutes(server);
  addRoutes(server, {
    handlers: noHandlers as SepHandlers,
    admit: async () => refusal('unavailable', 'nothing answers here'),
    connections: createConnections(),
    stopping: new AbortController().signal,
  });
  await server.ready();
  const text = JSON.stringify(server.swagger(), null, 2);
  await server.close();
  return `${text}\n`;
}
