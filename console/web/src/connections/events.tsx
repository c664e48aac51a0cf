import type { OutboundEvent } from '../api/types';
import { Check } from '../base/field';
import { Notice } from '../base/states';

interface Words {
  name: string;
  help: string;
  /** In a row of them. */
  short: string;
}

export const eventWords: Record<OutboundEvent, Words> = {
  IDENTIFIED: {
    name: 'Somebody enrolled is recognised',
    help: 'Once per visit. The only one that a door should open for.',
    short: 'recognitions',
  },
  APPEARED: { name: 'Somebody comes into view', help: 'Before it is decided who it is.', short: 'comings' },
  LEFT: { name: 'Somebody is out of view', help: 'The visit is over.', short: 'goings' },
  UPDATED: {
    name: 'More is known of a visit',
    help: 'Such as the key of somebody unknown, or a clearer picture.',
    short: 'additions',
  },
  CORRECTED: { name: 'It was somebody else', help: 'Sets right what was told before.', short: 'corrections' },
  RETRACTED: { name: 'It is not known who it was', help: 'Takes back what was told before.', short: 'retractions' },
};

const order = Object.keys(eventWords) as OutboundEvent[];

/** Recognitions, corrections and retractions. */
export function eventList(events: OutboundEvent[]): string {
  const words = order.filter((event) => events.includes(event)).map((event) => eventWords[event].short);
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : (words[0] ?? 'nothing');
}

interface Props {
  chosen: OutboundEvent[];
  onChange: (chosen: OutboundEvent[]) => void;
  fault: string | null;
}

export function Events({ chosen, onChange, fault }: Props) {
  const lacks = (event: OutboundEvent) => !chosen.includes(event);
  const tells = chosen.some((event) => event === 'IDENTIFIED' || event === 'UPDATED');
  return (
    <fieldset>
      <legend>What it is told of</legend>
      <div class="events">
        {order.map((event) => (
          <Check
            key={event}
            label={eventWords[event].name}
            help={eventWords[event].help}
            checked={chosen.includes(event)}
            onChange={(wanted) => onChange(order.filter((each) => (each === event ? wanted : chosen.includes(each))))}
          />
        ))}
      </div>
      {fault ? <p class="fault">{fault}</p> : null}
      {tells && (lacks('CORRECTED') || lacks('RETRACTED')) ? (
        <Notice kind="warn">
          <p>Without both kinds of corrections, mistakes that an operator mends here stay wrong there.</p>
        </Notice>
      ) : null}
    </fieldset>
  );
}
