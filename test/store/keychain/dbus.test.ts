import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sessionBusSocket } from '../../../src/store/keychain/dbus-address.ts';
import { decodeMessage, encodeCall, Reader, Writer } from '../../../src/store/keychain/dbus-message.ts';

describe('the address of the session bus', () => {
  test.each([
    ['unix:path=/run/user/1000/bus', '/run/user/1000/bus'],
    ['unix:path=/tmp/dbus-x,guid=12ab', '/tmp/dbus-x'],
    ['unix:guid=12ab,path=/tmp/a%20b', '/tmp/a b'],
    ['unix:path=/tmp/%c3%a9', '/tmp/é'],
    ['unix:abstract=/tmp/dbus-x', '\0/tmp/dbus-x'],
    ['unix:path=/first;unix:path=/second', '/first'],
    ['unix:path=/tmp/%zz', undefined],
    ['unix:runtime=yes', undefined],
    ['unix:', undefined],
    ['tcp:host=localhost,port=1', undefined],
    ['autolaunch:', undefined],
  ])('%s', (address, path) => {
    expect(sessionBusSocket({ DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: '/run' })).toBe(path);
  });

  test('systemd has it in the runtime folder', () => {
    expect(sessionBusSocket({ XDG_RUNTIME_DIR: '/run/user/1000' })).toBe('/run/user/1000/bus');
    expect(sessionBusSocket({ XDG_RUNTIME_DIR: 'relative' })).toBeUndefined();
    expect(sessionBusSocket({})).toBeUndefined();
  });
});

describe('messages', () => {
  const call = {
    serial: 1,
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
    member: 'Hello',
  };

  // As dbus-send and libdbus write it.
  test('Hello', () => {
    expect(encodeCall(call).toString('hex')).toBe(
      '6c01000100000000010000006d000000' +
        '01016f00150000002f6f72672f667265656465736b746f702f44427573000000' +
        '0201730014000000' +
        Buffer.from('org.freedesktop.DBus\0\0\0\0').toString('hex') +
        '030173000500000048656c6c6f000000' +
        '0601730014000000' +
        Buffer.from('org.freedesktop.DBus\0').toString('hex') +
        '000000',
    );
  });

  /** An answer, made of a call by changing its type and adding what it answers. */
  function reply(type: number, replyTo: number, signature: string, body: Buffer): Buffer {
    const fields = new Writer().array((all) =>
      all
        .raw(Buffer.from([5]))
        .signature('u')
        .uint32(replyTo)
        .align(8)
        .raw(Buffer.from([8]))
        .signature('g')
        .signature(signature),
    );
    const head = new Writer()
      .raw(Buffer.from([0x6c, type, 0, 1]))
      .uint32(body.length)
      .uint32(7);
    const length = fields.bytes.subarray(0, 4);
    return head.raw(length).raw(fields.bytes.subarray(8)).align(8).raw(body).bytes;
  }

  test('an answer, in any number of pieces', () => {
    const body = new Writer().string('/session').bytes;
    const bytes = reply(2, 3, 'o', body);
    for (let length = 0; length < bytes.length; length++) {
      expect(decodeMessage(bytes.subarray(0, length))).toBeUndefined();
    }
    const decoded = decodeMessage(Buffer.concat([bytes, Buffer.from('more')]));
    expect(decoded).toMatchObject({
      length: bytes.length,
      message: { isError: false, replyTo: 3, signature: 'o' },
    });
    expect(decoded?.message.body.string()).toBe('/session');
  });

  test('an error, and a signal that answers nobody', () => {
    const nothing = Buffer.alloc(0);
    expect(decodeMessage(reply(3, 3, '', nothing))?.message).toMatchObject({ isError: true, replyTo: 3 });
    expect(decodeMessage(reply(4, 3, '', nothing))?.message).toMatchObject({ isError: false, replyTo: 0 });
  });

  test.each([
    ['big-endian', Buffer.from(`B\x02\0\x01${'\0'.repeat(12)}`)],
    ['too long', Buffer.concat([Buffer.from('l\x02\0\x01'), Buffer.alloc(12, 0x7f)])],
  ])('%s: refused', (_, bytes) => {
    expect(() => decodeMessage(bytes)).toThrow(RangeError);
  });

  test('whatever comes is decoded, incomplete or a RangeError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (tail) => {
        const bytes = Buffer.concat([Buffer.from('l\x02\0\x01'), Buffer.from(tail)]);
        try {
          decodeMessage(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });

  test('what is written is read', () => {
    const value = fc.oneof(
      fc.record({ kind: fc.constant('string' as const), value: fc.string({ unit: 'binary' }) }),
      fc.record({ kind: fc.constant('uint32' as const), value: fc.nat() }),
      fc.record({ kind: fc.constant('signature' as const), value: fc.constantFrom('', 's', '(oayays)') }),
    );
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const writer = new Writer();
        for (const { kind, value } of values) {
          if (kind === 'uint32') writer.uint32(value);
          else writer[kind](value);
        }
        const reader = new Reader(writer.bytes);
        for (const { kind, value } of values) expect(reader[kind]()).toBe(value);
      }),
    );
  });
});
