import type { Receipt } from '../api/types';
import { Button } from '../base/button';
import { Page } from '../base/page';
import { receiptText } from './receipt';

/** Shown once, after somebody was forgotten: to be printed or saved for them. */
export function ReceiptPage({ receipt }: { receipt: Receipt }) {
  const text = receiptText(receipt);
  return (
    <Page
      title={`${receipt.gone.name} is forgotten`}
      lead="Hand this receipt to the person. It is not kept here: only that it was done stands in the audit."
      actions={
        <>
          <Button icon="download" onClick={() => download(text, `receipt-${receipt.gone.personId}.txt`)}>
            Save as text
          </Button>
          <Button icon="print" onClick={() => print()}>
            Print
          </Button>
        </>
      }
    >
      <pre class="receipt" tabIndex={0} role="region" aria-label="Receipt">
        {text}
      </pre>
      <p class="below">
        <a class="button" href="/people">
          All people
        </a>
      </p>
    </Page>
  );
}

function download(text: string, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
