// The picture for a slide: the light theme, 1920 by 1080, a title, whatever the page looks like.

export const HEAD = 108; // px above the picture for the title
const SCALE = { svg: 1.5, png: 3 }; // drawn at 1280 x 720: an SVG of 1920 x 1080, a PNG of twice that

export async function slide(Plotly, { data, layout }, format, title, subtitle) {
  const figure = {
    data,
    layout: {
      ...layout,
      title: {
        text: title,
        subtitle: { text: subtitle, font: { size: 16 } },
        x: 0.012,
        xanchor: "left",
        y: 0.965,
        yanchor: "top",
        font: { size: 25 },
      },
    },
  };
  const url = await Plotly.toImage(figure, { format, width: 1280, height: 720, scale: SCALE[format] });
  const link = document.createElement("a");
  link.href = url;
  link.download = `${title.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.${format}`;
  link.click();
}
