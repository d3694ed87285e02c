//! What a cell's format means for reading, whatever the file's kind: number format, symbol font,
//! strike-through, and whether its colours look like somebody's marking.

use super::model::{NumberFormat, ShownUnit, SymbolFont};

/// What one cell format means for reading.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct CellStyle {
    pub format: NumberFormat,
    pub unit: Option<ShownUnit>,
    pub symbol_font: Option<SymbolFont>,
    pub struck: bool,
    pub coloured: bool,
}

/// The symbol font of that name.
pub(super) fn symbol_font(name: &str) -> Option<SymbolFont> {
    let name = name.trim();
    if name.eq_ignore_ascii_case("Wingdings") {
        Some(SymbolFont::Wingdings)
    } else if name.eq_ignore_ascii_case("Wingdings 2") {
        Some(SymbolFont::Wingdings2)
    } else {
        None
    }
}

/// The colour of an index into the old palette; none beyond its eight plain ones.
pub(super) fn indexed_colour(index: usize) -> Option<[u8; 3]> {
    const PLAIN: [[u8; 3]; 8] = [
        [0, 0, 0],
        [255, 255, 255],
        [255, 0, 0],
        [0, 255, 0],
        [0, 0, 255],
        [255, 255, 0],
        [255, 0, 255],
        [0, 255, 255],
    ];
    // 0 to 7 are 8 to 15 once more.
    PLAIN
        .get(if index < 8 { index } else { index - 8 })
        .copied()
}

/// Red enough to be meant as a mark.
pub(super) fn is_red([r, g, b]: [u8; 3]) -> bool {
    r >= 0xC0 && g <= 0x60 && b <= 0x60
}

/// A fill that stands out, unlike the pale shades of a header.
pub(super) fn is_vivid(rgb: [u8; 3]) -> bool {
    let most = rgb.iter().max().copied().unwrap_or(0);
    let least = rgb.iter().min().copied().unwrap_or(0);
    most >= 0xC0 && most - least >= 0x90
}
