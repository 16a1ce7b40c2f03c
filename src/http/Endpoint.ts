import express, { type RequestHandler, type Router } from 'express';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { AppError } from '../errors.ts';

type Method = 'get' | 'post' | 'patch' | 'delete';

/** Method and path, with parameters as OpenAPI writes them: `GET /parties/{id}`. */
export type Address = `${Uppercase<Method>} /${string}`;

/** What an address does and how it is documented. */
export type Route = { docs: ZodOpenApiOperationObject; handler: RequestHandler };

/** One address, served. */
export type Endpoint = {
  method: Method;
  path: `/${string}`;
  /** Null for pages for people, which are not part of the API. */
  docs: ZodOpenApiOperationObject | null;
  handlers: RequestHandler[];
};

/** `before` runs ahead of the route's own handler. */
export function endpoint(address: Address, { docs, handler }: Route, ...before: RequestHandler[]): Endpoint {
  const [method, path] = address.split(' ') as [Uppercase<Method>, Endpoint['path']];
  return { method: method.toLowerCase() as Method, path, docs, handlers: [...before, handler] };
}

/** Serves the endpoints. Answers 405 with an `Allow` header to every other method of their paths. */
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
