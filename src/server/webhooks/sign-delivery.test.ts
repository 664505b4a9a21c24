import { expect, it } from 'vitest';
import { makeWebhookSecret, signDelivery } from './sign-delivery.ts';

it('signs as other programs that follow the same standard do', () => {
  // The example of the libraries at https://github.com/standard-webhooks/standard-webhooks.
  expect(
    signDelivery('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1614265330,
      body: '{"test": 2432232314}',
    }),
  ).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

it('makes a secret of its own for each webhook', () => {
  const [one, other] = [makeWebhookSecret(), makeWebhookSecret()];
  expect(one).toMatch(/^whsec_[\w+/]{43}=$/);
  expect(one).not.toBe(other);
});
