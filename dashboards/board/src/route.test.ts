import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRoute, routeHref } from './route.ts';

describe('a fragment names a page', () => {
  it.each([
    ['', { page: 'province' }],
    ['#/', { page: 'province' }],
    ['#/endpoints/bvdk', { page: 'endpoint', endpoint: 'bvdk' }],
    ['#/links/vnpt/a-1', { page: 'link', operator: 'vnpt', link: 'a-1' }],
    ['#/agents', { page: 'agents' }],
    ['#/alerts', { page: 'alerts' }],
    ['#/missing', { page: 'missing' }],
    ['#/agents/x', { page: 'missing' }],
    ['#/links/vnpt', { page: 'missing' }],
    ['#/nothing', { page: 'missing' }],
    ['#/endpoints/%E0%A4%A', { page: 'missing' }],
  ])('%s', (fragment, route) => {
    expect(parseRoute(fragment)).toEqual(route);
  });

  it('and is read back whatever the ids are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ minLength: 1 }), (operator, link) => {
        fc.pre(operator.isWellFormed() && link.isWellFormed());
        expect(parseRoute(routeHref({ page: 'link', operator, link }))).toEqual({ page: 'link', operator, link });
      }),
    );
    // The tables of all characters are made first, which a busy machine takes seconds for.
  }, 30_000);
});
