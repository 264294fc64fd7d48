/** A scan or a letter that came with a request, shown in its page; by its name it opens in a tab of its own. */
import type { DeskRequest } from '../../../contract/desk.ts';

type Props = {
  readonly request: string;
  readonly attachment: DeskRequest['attachments'][number];
};

export function Scan({ request, attachment: { place, name, type } }: Props) {
  const address = `/desk/attachment/${request}/${place}`;
  // By the browser's own viewer, apart from our page. Where it has none, the frame would only start a download.
  const isFramed = type === 'application/pdf' && navigator.pdfViewerEnabled;
  return (
    <div className="attached">
      {type.startsWith('image/') && <img className="scan" src={address} alt={name} />}
      {isFramed && <iframe className="scan" src={`${address}#toolbar=0&view=FitH`} title={name} />}
      <a className="plain" href={address} target="_blank" rel="noreferrer">
        {name}
      </a>
    </div>
  );
}
