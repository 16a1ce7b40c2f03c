import type { CheckSettings, SettingsFault } from '../config/operator-settings.ts';
import type { WebhookTarget } from '../config/webhook-urls.ts';
import { OperatorError } from '../errors.ts';
import { privateAddressFault } from './Webhooks.ts';

type Settings = { WEBHOOK_URLS?: WebhookTarget[] | undefined; WEBHOOK_ALLOW_PRIVATE: boolean };

/** What of its receivers the operator's document must keep to. Throws OperatorError if WEBHOOK_URLS does not. */
export function receiversCheck({ WEBHOOK_URLS: fixed = [], WEBHOOK_ALLOW_PRIVATE }: Settings): CheckSettings {
  const faultOf = (target: WebhookTarget) => (WEBHOOK_ALLOW_PRIVATE ? null : privateAddressFault(target));
  for (const [i, target] of fixed.entries()) {
    const fault = faultOf(target);
    if (fault !== null) throw new OperatorError(`WEBHOOK_URLS: address ${i + 1}: ${fault}`);
  }
  return ({ webhooks }) =>
    webhooks.flatMap((target, i): SettingsFault[] => {
      const others = [...fixed, ...webhooks.slice(0, i)];
      const isTwice = others.some(({ url }) => url.href === target.url.href);
      const fault = isTwice ? 'must not come twice, here or in WEBHOOK_URLS' : faultOf(target);
      return fault === null ? [] : [{ path: ['webhooks', i], message: fault }];
    });
}
