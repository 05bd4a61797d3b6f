//! What all static pages have in common: head, header, footer.

use std::fmt::Write as _;

use crate::highlight::escaped;
use crate::public::PublicUrl;

/// What the site is called.
pub const NAME: &str = "Meanwhile";
/// What the site is for, in a sentence.
pub const MOTTO: &str = "See what asynchronous programming does: small programs, written with futures and with \
                         blocking calls, really run side by side in your browser.";
const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cg fill='%232a78d6'%3E%3Crect x='1' y='2' width='9' height='3' rx='1.5'/%3E%3Crect x='3' y='6.5' width='9' height='3' rx='1.5'/%3E%3Crect x='6' y='11' width='9' height='3' rx='1.5'/%3E%3C/g%3E%3C/svg%3E";

/// What a page says of itself.
pub struct Head<'a> {
    /// Its title, without the site's name.
    pub title: &'a str,
    /// What it is about, in a sentence.
    pub description: &'a str,
    /// Where it is, below the site.
    pub path: &'a str,
    /// The picture beside links to it, below the site.
    pub picture: &'a str,
    /// The width and the height of this picture in pixels, where they are known.
    pub size: Option<(u32, u32)>,
}

impl Default for Head<'_> {
    /// Those of the site itself, without a title.
    fn default() -> Self {
        Self { title: "", description: MOTTO, path: "", picture: "picture.png", size: None }
    }
}

impl Head<'_> {
    /// Open Graph, and what Twitter adds to it. Its addresses must be whole, or are left out.
    #[must_use]
    pub fn cards(&self, public: Option<&PublicUrl>) -> String {
        let mut html = String::new();
        let mut tag = |kind: &str, name: &str, content: &str| {
            // Writing into a string cannot fail.
            let _ = writeln!(html, "<meta {kind}=\"{name}\" content=\"{}\">", escaped(content));
        };
        tag("property", "og:type", "website");
        tag("property", "og:site_name", NAME);
        tag("property", "og:title", self.title);
        tag("property", "og:description", self.description);
        if let Some(public) = public {
            tag("property", "og:url", &public.of(self.path));
            tag("property", "og:image", &public.of(self.picture));
            if let Some((width, height)) = self.size {
                tag("property", "og:image:width", &width.to_string());
                tag("property", "og:image:height", &height.to_string());
            }
            tag("property", "og:image:alt", "The timeline of the programs");
            tag("name", "twitter:card", "summary_large_image");
            let _ = writeln!(html, "<link rel=\"canonical\" href=\"{}\">", escaped(&public.of(self.path)));
        }
        html
    }
}

/// A page in parts. What is HTML is taken as it is.
pub struct Page<'a> {
    /// What it says of itself.
    pub head: Head<'a>,
    /// The way from the page to the site.
    pub root: &'a str,
    /// What it may load.
    pub policy: &'a str,
    /// HTML: what else is in its head.
    pub more: &'a str,
    /// HTML: what it says.
    pub main: &'a str,
}

/// What makes whole pages of parts.
pub struct Layout<'a> {
    /// Where the site will be, if that is known.
    pub public: Option<&'a PublicUrl>,
    /// The stylesheet, below the site.
    pub style: &'a str,
}

impl Layout<'_> {
    /// A whole page.
    #[must_use]
    pub fn page(&self, page: &Page<'_>) -> String {
        let Page { head, root, policy, more, main } = page;
        format!(
            r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="{}">
{}{more}<title>{}: {NAME}</title>
<link rel="icon" href="{ICON}">
<link rel="stylesheet" href="{root}{}">
</head>
<body>
<header><a href="{root}">{NAME}</a><a href="{root}scene/">All scenes</a><a href="{root}embed/">Embed a scene</a><a href="{root}recorder/">Record a program</a></header>
<main>
{main}</main>
<footer><p>{MOTTO}</p></footer>
</body>
</html>
"#,
            escaped(head.description),
            head.cards(self.public),
            escaped(head.title),
            self.style,
        )
    }
}
