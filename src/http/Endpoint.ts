import express, { type RequestHandler, type Router } from 'express';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { AppError } from '../errors.ts';

/** One address with one method: what it does and how it is documented. */
export type Endpoint = {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** As OpenAPI writes it: `/parties/{id}`. */
  path: `/${string}`;
  /** Null for what is no API: pages for people. */
  docs: ZodOpenApiOperationObject | null;
  handlers: RequestHandler[];
};

/** Serves the endpoints, and refuses every other method of their addresses with the ones that there are. */
export function serve(endpoints: Endpoint[]): Router {
  const router = express.Router();
  for (const [path, atPath] of Map.groupBy(endpoints, ({ path }) => path)) {
    const route = router.route(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    for (const { method, handlers } of atPath) route[method](...handlers);
    route.all(refuseOtherMethods(path, allowed(atPath)));
  }
  return router;
}

function allowed(endpoints: Endpoint[]): string {
  const methods = endpoints.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
  return [...methods, 'OPTIONS'].join(', ');
}

function refuseOtherMethods(path: string, allow: string): RequestHandler {
  return (request, response) => {
    response.set('Allow', allow);
    if (request.method === 'OPTIONS') return void response.status(204).end();
    throw new AppError('method_not_allowed', `${path} takes ${allow}, not ${request.method}`);
  };
}
