/** The rule `deviceUnreachable`: a device does not answer SNMP. Nothing is known of its links then. Pure. */
import type { Severity } from '@thongsuot/contract/api.ts';
import type { DeviceSample } from '@thongsuot/contract/sample.ts';
import { keyOf } from '../network/entries.ts';
import type { Picture } from '../network/picture.ts';
import type { Sentences } from './advice.ts';
import { deviceBackOffMs, endpointsNamedMax } from './limits.ts';
import type { ReachIndex } from './reach.ts';
import type { Observation } from './record.ts';
import type { RuleTiming } from './rule-options.ts';
import { placeOf, sentencesOf } from './sentence.ts';
import { type Subject, subjectOf } from './subject.ts';

type Failure = NonNullable<DeviceSample['failure']>;
const failures: Record<Failure, Sentences> = {
  timeout: { vi: 'không trả lời SNMP', en: 'does not answer SNMP' },
  credentialsRefused: { vi: 'từ chối tài khoản SNMP', en: 'refuses the SNMP credentials' },
  malformed: { vi: 'trả lời SNMP sai định dạng', en: 'answers SNMP with what cannot be read' },
  network: { vi: 'không có đường mạng tới thiết bị', en: 'cannot be reached over the network' },
  error: { vi: 'trả lời SNMP bằng thông báo lỗi', en: 'answers SNMP with errors' },
};

/** `ảnh hưởng việc theo dõi …`: the endpoints that nobody sees meanwhile. */
export function darkness(endpoints: readonly string[], picture: Picture): Sentences {
  if (endpoints.length === 0) return { vi: '', en: '' };
  const named = endpoints.slice(0, endpointsNamedMax).map((id) => picture.register.endpoint(id));
  const more = endpoints.length - named.length;
  const names = (language: 'vi' | 'en') => named.flatMap((known) => known?.[language] ?? []).join(', ');
  return {
    vi: `Tạm thời không theo dõi được: ${names('vi')}${more > 0 ? ` và ${more} điểm khác` : ''}.`,
    en: `Not watched meanwhile: ${names('en')}${more > 0 ? ` and ${more} more` : ''}.`,
  };
}

export interface Polled {
  operator: string;
  agent: string;
  site: string;
  sample: DeviceSample;
}

export function observeDevice(polled: Polled, picture: Picture, reaches: ReachIndex, rule: RuleTiming): Observation {
  const { operator, agent, site, sample } = polled;
  const { register } = picture;
  const { device } = sample;
  const reach = sample.reachable ? null : reaches.device(operator, agent, device);
  const endpoint = reach?.endpoint ?? '';
  const base = subjectOf(
    'deviceUnreachable',
    { id: keyOf(operator, device), operator, endpoint, site, device, agent, called: site },
    register,
  );
  const subject: Subject = reach === null ? base : { ...base, priority: reach.priority };
  const severity: Severity | null = reach === null ? null : reach.priority === 1 ? 'critical' : 'warning';
  return {
    subject,
    judgement: { at: sample.at, raise: severity, hold: severity },
    // An agent asks a dead device ever more seldom: that is no gap in the watching.
    timing: { ...rule, intervalMs: Math.max(sample.intervalS * 1000, deviceBackOffMs) },
    value: null,
    thresholds: { warning: null, critical: null },
    describe(occasion) {
      const place = placeOf(subject, register);
      return sentencesOf(
        {
          vi: `Thiết bị ${device} (${place.operatorName}) tại ${site}`,
          en: `Device ${device} (${place.operatorName}) at ${site}`,
        },
        {
          begun: failures[sample.failure ?? 'timeout'],
          over: { vi: 'đã trả lời SNMP trở lại', en: 'answers SNMP again' },
        },
        place,
        occasion,
        darkness(reach?.endpoints ?? [], picture),
      );
    },
  };
}
