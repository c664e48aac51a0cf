import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { Icon, type IconName } from './icons';

export interface Tab<Key extends string> {
  key: Key;
  name: string;
  icon: IconName;
}

interface Props<Key extends string> {
  label: string;
  tabs: Tab<Key>[];
  chosen: Key;
  onChoose: (key: Key) => void;
  children: ComponentChildren;
}

/** Ways to do one thing, of which one is shown (the tabs pattern of the ARIA practices guide). */
export function Tabs<Key extends string>({ label, tabs, chosen, onChoose, children }: Props<Key>) {
  const id = useId();
  const row = useRef<HTMLDivElement>(null);
  const at = tabs.findIndex((tab) => tab.key === chosen);
  const move = (by: number) => {
    const next = (at + by + tabs.length) % tabs.length;
    onChoose(tabs[next]!.key);
    (row.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <>
      <div
        class="segments tabs"
        role="tablist"
        aria-label={label}
        ref={row}
        onKeyDown={(event) => {
          if (event.key === 'ArrowRight') move(1);
          if (event.key === 'ArrowLeft') move(-1);
        }}
      >
        {tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${id}-${tab.key}`}
            aria-selected={tab.key === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={tab.key === chosen ? 0 : -1}
            onClick={() => onChoose(tab.key)}
          >
            <Icon name={tab.icon} size={18} />
            {tab.name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen}`}>
        {children}
      </div>
    </>
  );
}
