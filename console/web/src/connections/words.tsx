import { Notice } from '../base/states';

/** What goes out of the system with each message. */
export function WhatLeaves({ includeName }: { includeName: boolean }) {
  return (
    <Notice kind={includeName ? 'warn' : 'info'}>
      <p>
        <strong>What leaves the system:</strong> when, which camera, the key of who it was, and how near the face was. Never a
        picture.{' '}
        {includeName ? (
          <strong>
            And the person’s name: forgetting somebody here does not reach what the receiver has kept.
          </strong>
        ) : (
          'No names.'
        )}
      </p>
    </Notice>
  );
}

/** What a webhook's receiver must do, short; docs/consuming-events.md has it in full. */
export function ForReceivers() {
  return (
    <ul class="dots">
      <li>
        <strong>Check the signature</strong> of each message with the secret, and that its time is of the last minutes.
        Otherwise anybody who knows the address can send to it. The rules are those of Standard Webhooks; most languages have
        a library.
      </li>
      <li>
        <strong>Heed expiresAt:</strong> after it, do nothing. A door must not open for somebody who has gone on.
      </li>
      <li>
        <strong>Expect a message twice:</strong> refuse a webhook-id that was there before.
      </li>
      <li>Answer within ten seconds, and work afterwards.</li>
      <li>Open no door that matters on a face alone: a photo held to a camera is matched like the person.</li>
    </ul>
  );
}

export function ForBrokers() {
  return (
    <ul class="dots">
      <li>
        <strong>Give the console a user of its own</strong> at the broker, which alone may write below the prefix: MQTT does
        not say who published.
      </li>
      <li>
        <strong>Heed expiresAt:</strong> after it, do nothing. A message may also come twice.
      </li>
      <li>
        In Home Assistant each camera becomes a device with “Last seen person” and “Somebody there”; for the latter it has to be
        told when somebody comes into view, is recognised, and is out of view.
      </li>
      <li>Nothing that the broker keeps for later says anything of a person.</li>
    </ul>
  );
}
