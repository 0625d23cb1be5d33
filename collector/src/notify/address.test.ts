import { describe, expect, it } from 'vitest';
import { isGuarded } from './address.ts';

describe('an address that a webhook may not reach unless its config says so', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '::',
    '::1',
    '::127.0.0.1',
    '::10.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    'fc00::1',
    'fe80::1%eth0',
    'fec0::1',
    'feff::1',
    'ff02::1',
    'not an address',
    '',
  ])('%j', (address) => {
    expect(isGuarded(address)).toBe(true);
  });
  it.each([
    '8.8.8.8',
    '203.113.131.1',
    '172.32.0.1',
    '100.128.0.1',
    '::ffff:8.8.8.8',
    '2606:4700::1111',
    '2401:d800::1',
  ])('and %j is one of the public Internet', (address) => {
    expect(isGuarded(address)).toBe(false);
  });
});
