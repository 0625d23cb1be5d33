import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { templateNames } from '../config/notify.ts';
import { htmlOf, mailOf, oneLine } from './mail.ts';
import { directory, messageOf, notification, t0 } from './notify.fake.ts';
import { fitSms, foldToAscii, partsOf, septetsOf } from './sms.ts';
import { placeholders, render, unknownPlaceholders } from './template.ts';
import { speak } from './text.ts';

const hour = 3_600_000;

describe('the text of a message', () => {
  const one = messageOf([notification('x', 1)]);

  it('says in Vietnamese what, where, how bad, what first, whom to call and where to look', () => {
    expect(speak(one, directory, 'vi', t0)).toEqual({
      headline: '[NGHIÊM TRỌNG] Mất kênh: Bệnh viện Đa khoa tỉnh (VNPT Gia Lai)',
      late: '',
      text: [
        '[NGHIÊM TRỌNG] Mất kênh: Bệnh viện Đa khoa tỉnh (VNPT Gia Lai)',
        'Kênh a1 (VNPT Gia Lai, mã kênh GLI-0231) phục vụ Bệnh viện Đa khoa tỉnh: mất kết nối.',
        'Việc cần làm trước: Kiểm tra nguồn, thiết bị đầu cuối và tín hiệu quang hai đầu kênh; báo đội ứng cứu nếu nghi đứt cáp.',
        'Liên hệ: Trực kỹ thuật 0269 3 000 000; NOC VNPT noc@vnpt.example',
        'https://giamsat.example/#/endpoints/bvdk',
      ].join('\n'),
    });
  });

  it('says it in English', () => {
    const { headline, text } = speak(one, directory, 'en', t0);
    expect(headline).toBe('[CRITICAL] Link down: Provincial general hospital (VNPT Gia Lai)');
    expect(text).toContain('Do first: Check power');
  });

  it('of one operator names no contact of another', () => {
    expect(speak(one, directory, 'vi', t0).text).not.toContain('viettel');
  });

  it('twelve hours late says so, in headline and text', () => {
    const { headline, text } = speak(one, directory, 'vi', t0 + 11.5 * hour);
    expect(headline).toMatch(/\(trễ 11 giờ\)$/);
    expect(text).toContain('Tin đến trễ 11 giờ');
    expect(speak(one, directory, 'en', t0 + 11.5 * hour).headline).toMatch(/\(11 h late\)$/);
    expect(speak(one, directory, 'vi', t0 + 12 * 60_000).late).toBe('trễ 12 phút');
  });

  it('that maintenance held back is not late by that time', () => {
    const held = messageOf([notification('x', 1, { notBefore: t0 + 5 * hour })]);
    expect(speak(held, directory, 'vi', t0 + 5 * hour).late).toBe('');
  });

  it('of a burst names the site and counts what it does not spell out', () => {
    const many = Array.from({ length: 300 }, (_, i) => notification(`d${i}`, 1));
    const { headline, text } = speak(messageOf(many, { level: 'site', key: 'site/vnpt/pleiku' }), directory, 'vi', t0);
    expect(headline).toBe('300 cảnh báo mới (300 nghiêm trọng) · trạm pleiku (VNPT Gia Lai)');
    expect(text).toContain('Và 270 tin khác');
    expect(text.length).toBeLessThan(20_000);
  });

  it('after something was given up tells how much and from when', () => {
    const { text } = speak(
      messageOf([notification('x', 1)], { dropped: { count: 41, from: t0, to: t0 + hour } }),
      directory,
      'vi',
      t0,
    );
    expect(text).toContain('Trước đó có 41 tin đã phải bỏ');
  });
});

describe('a short message', () => {
  it.each([
    ['Đường truyền quá tải – 95 %', 'Duong truyen qua tai - 95 %'],
    ['“Ủy ban” 电', '"Uy ban" ?'],
  ])('%s without marks is %s', (text, folded) => expect(foldToAscii(text)).toBe(folded));

  it.each([
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    ['ế'.repeat(70), 1],
    ['ế'.repeat(71), 2],
  ])('%s takes %i part', (text, parts) => expect(partsOf(text)).toBe(parts));

  it('fits its parts whatever it says, and is whole when it would fit', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 900 });
    fc.assert(
      fc.property(text, fc.boolean(), fc.integer({ min: 1, max: 5 }), (given, ascii, parts) => {
        const fitted = fitSms(given, { ascii, parts });
        expect(partsOf(fitted)).toBeLessThanOrEqual(parts);
        if (ascii) expect(septetsOf(fitted)).toBeLessThanOrEqual(parts === 1 ? 160 : 153 * parts);
        if (!fitted.endsWith('...')) expect(fitted).not.toContain('\t');
      }),
    );
    expect(fitSms('Mất kênh', { ascii: false, parts: 1 })).toBe('Mất kênh');
  });
});

describe('a template', () => {
  const hostile = 'a"}\n&to=0900{id}\\ <b>';
  const message = messageOf([notification('x', 1, { alert: { summary: hostile } })]);
  const tongue = { language: 'vi', sms: { ascii: true, parts: 1 } } as const;
  const made = (template: Parameters<typeof render>[0]) => render(template, message, directory, tongue, t0);

  it('in JSON keeps its shape whatever an alert says, and fills nothing in twice', () => {
    const { body } = made({ form: 'json', body: { to: ['0905'], n: 3, text: 'T: {summary}', brace: '{{x}}' } });
    expect(JSON.parse(body)).toEqual({ to: ['0905'], n: 3, text: `T: ${hostile}`, brace: '{x}' });
  });

  it('in a form keeps its fields', () => {
    const { body, contentType } = made({ form: 'urlencoded', body: { to: '0905', text: '{summary}' } });
    expect([...new URLSearchParams(body)]).toEqual([
      ['to', '0905'],
      ['text', hostile],
    ]);
    expect(contentType).toBe('application/x-www-form-urlencoded');
  });

  it('may name exactly what the config lets it name', () => expect(placeholders).toEqual(templateNames));

  it.each([
    ['{nonsense} {id}', ['nonsense']],
    ['{{id}}', []],
    [{ a: ['{x}', { b: '{text}' }] }, ['x']],
    ['{id', ['{id']],
  ])('%j names nothing that is: %j', (body, unknown) => expect(unknownPlaceholders(body)).toEqual(unknown));
});

describe('a mail', () => {
  const settings = { language: 'vi', domain: 'giamsat.example' } as const;

  it('has the message’s id, and refers to the threads of its alerts', () => {
    const first = mailOf(messageOf([notification('x', 1)]), directory, settings, t0);
    const second = mailOf(messageOf([notification('x', 2)]), directory, settings, t0);
    expect(first.messageId).toBe('<x.1@giamsat.example>');
    expect(first.references).toEqual(['<alert.x@giamsat.example>']);
    expect(second.inReplyTo).toBe(first.inReplyTo);
    expect(mailOf(messageOf([notification('x', 1)]), directory, settings, t0 + hour).messageId).toBe(first.messageId);
  });

  it('that may have arrived before says so, in the subject and in the first line', () => {
    const mail = mailOf(messageOf([notification('x', 1)], { uncertain: true }), directory, settings, t0);
    expect(mail.subject).toMatch(/^\[Có thể lặp lại\] /);
    expect(mail.text).toMatch(/^Thư này có thể lặp lại/);
  });

  it('carries nothing from outside into a header or into markup', () => {
    expect(oneLine('Link\r\nBcc: a@b\u202e <x>')).toBe('Link Bcc: a@b <x>');
    expect(htmlOf('<script>alert("1")</script>')).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
  });
});
