//! The generated sections of a page, between `<!-- name -->` and `<!-- /name -->`.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

/// Replaces a generated section of a page.
pub fn write(page: &Path, name: &str, text: &str) -> Result<()> {
    let before = fs::read_to_string(page).with_context(|| format!("can't read {}", page.display()))?;
    let after = replaced(&before, name, text)
        .with_context(|| format!("{} must have the lines `<!-- {name} -->` and `<!-- /{name} -->`", page.display()))?;
    fs::write(page, after).with_context(|| format!("can't write {}", page.display()))
}

fn replaced(page: &str, name: &str, text: &str) -> Option<String> {
    let (opening, closing) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = page.split_once(&opening)?;
    let (_, after) = rest.split_once(&closing)?;
    Some(format!("{before}{opening}\n{}\n\n{closing}{after}", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn only_the_named_section_is_replaced() {
        let page = "a\n<!-- x -->\nold\n<!-- /x -->\nb\n";
        let after = replaced(page, "x", "new\n").unwrap();
        assert_eq!(after, "a\n<!-- x -->\n\nnew\n\n<!-- /x -->\nb\n");
        assert_eq!(replaced(&after, "x", "new").unwrap(), after);
        assert_eq!(replaced(page, "y", "new"), None);
    }
}
