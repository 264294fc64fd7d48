/** How the window fits a screen: as large as the screen lets it be, and never cut off at its edges. */

/** The size below which the screens are not laid out, in the page's own pixels. */
const least = { width: 1000, height: 700 } as const;
/** More than this a cashier does not need. */
const usual = { width: 1440, height: 900 } as const;

export type Size = { readonly width: number; readonly height: number };

export type Fit = {
  readonly size: Size;
  readonly least: Size;
  /** How much smaller than the system asks for everything is drawn; 1 where there is room enough. */
  readonly zoom: number;
};

/**
 * `area`: what the system leaves to windows, in its scaled pixels. A laptop of 1366×768 at 125 % has 1093×574 of them: a
 * window that insisted on its least size would have its keys and its status line below the screen. There everything is drawn
 * smaller instead, which on such a screen is about its unscaled size.
 */
export function fitTo(area: Size): Fit {
  const zoom = Math.min(1, area.width / least.width, area.height / least.height);
  return {
    size: { width: Math.min(area.width, usual.width), height: Math.min(area.height, usual.height) },
    least: {
      width: Math.floor(least.width * zoom),
      height: Math.floor(least.height * zoom),
    },
    zoom,
  };
}
