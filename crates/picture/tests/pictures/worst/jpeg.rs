//! JPEG: baseline and progressive, with one to four components and the maximum number of scans.

use super::{Candidate, Size, noise};

/// The maximum for the largest picture. A smaller one may have more, but takes no more work.
const SCANS: usize = 12;

#[derive(Clone, Copy, Debug)]
enum Mode {
    /// All components in one scan.
    Baseline,
    /// One component per scan, repeatedly.
    BaselineApart,
    /// The coefficients in two halves, repeatedly.
    Progressive,
    /// All coefficients at once, then one more bit of each, repeatedly.
    Refined,
}

#[derive(Clone, Copy, Debug)]
enum Code {
    /// One bit for "the next coefficient is small", two for the end of the block.
    Coefficients,
    /// One bit for the end of the block.
    Ends,
    /// Codes of up to 16 bits.
    Long,
}

#[derive(Clone, Copy, Debug)]
enum Data {
    Nothing,
    Fill(u8),
    Noise,
}

#[derive(Clone, Copy, Debug)]
struct Kind {
    colors: u8,
    sampling: u8,
    mode: Mode,
    code: Code,
    data: Data,
    restart: u8,
}

pub fn candidates() -> Vec<Candidate> {
    let mut kinds = Vec::new();
    for colors in [1, 3, 4] {
        for sampling in [0x11, 0x22] {
            for mode in [Mode::Baseline, Mode::BaselineApart, Mode::Progressive, Mode::Refined] {
                for code in [Code::Coefficients, Code::Ends, Code::Long] {
                    for data in [Data::Nothing, Data::Fill(0), Data::Fill(0x55), Data::Fill(0xAA), Data::Noise] {
                        for restart in [0, 1] {
                            kinds.push(Kind { colors, sampling, mode, code, data, restart });
                        }
                    }
                }
            }
        }
    }
    let mut candidates: Vec<_> =
        kinds.into_iter().map(|kind| Candidate::new(format!("{kind:?}"), move |size| made(kind, size))).collect();
    candidates.push(Candidate::new("nothing but Huffman tables".to_owned(), |size| {
        let tables = huffman(0x10, &[1]).repeat(size.bytes / 54_004);
        [&[0xFF, 0xD8][..], &tables, &made(PLAIN, Size { bytes: 0, ..size })[2..]].concat()
    }));
    candidates
}

const PLAIN: Kind =
    Kind { colors: 3, sampling: 0x11, mode: Mode::Baseline, code: Code::Ends, data: Data::Nothing, restart: 0 };

fn made(kind: Kind, size: Size) -> Vec<u8> {
    let progressive = matches!(kind.mode, Mode::Progressive | Mode::Refined);
    let mut bytes = vec![0xFF, 0xD8];
    bytes.extend(segment(0xDB, &[&[0][..], &[1; 64]].concat()));
    let mut frame = vec![8];
    frame.extend([size.height.to_be_bytes(), size.width.to_be_bytes()].concat());
    frame.push(kind.colors);
    for component in 1..=kind.colors {
        frame.extend([component, if component == 1 { kind.sampling } else { 0x11 }, 0]);
    }
    bytes.extend(segment(if progressive { 0xC2 } else { 0xC0 }, &frame));
    bytes.extend(tables(kind.code));
    if kind.restart > 0 {
        bytes.extend(segment(0xDD, &[0, kind.restart]));
    }
    let headers = scans(kind);
    let share = size.bytes.saturating_sub(4_000) / headers.len();
    for header in headers {
        bytes.extend(segment(0xDA, &header));
        bytes.extend(data(kind.data, share));
    }
    bytes.extend([0xFF, 0xD9]);
    bytes
}

/// The content of each scan header.
fn scans(kind: Kind) -> Vec<Vec<u8>> {
    let all: Vec<u8> = (1..=kind.colors).collect();
    let scan = |components: &[u8], [start, end, bits]: [u8; 3]| {
        let mut header = vec![u8::try_from(components.len()).unwrap()];
        header.extend(components.iter().flat_map(|&component| [component, 0]));
        header.extend([start, end, bits]);
        header
    };
    let apart = |parameters: &dyn Fn(usize) -> [u8; 3]| {
        let components = all.iter().cycle().take(SCANS - 1).enumerate();
        components.map(|(index, &component)| scan(&[component], parameters(index))).collect::<Vec<_>>()
    };
    match kind.mode {
        Mode::Baseline => vec![scan(&all, [0, 63, 0])],
        Mode::BaselineApart => apart(&|_| [0, 63, 0]),
        Mode::Progressive => {
            let halves = apart(&|index| if index % 2 == 0 { [1, 31, 0] } else { [32, 63, 0] });
            [vec![scan(&all, [0, 0, 0])], halves].concat()
        }
        Mode::Refined => {
            let first = usize::from(kind.colors);
            let refined = apart(&|index| if index < first { [1, 63, 0x01] } else { [1, 63, 0x10] });
            [vec![scan(&all, [0, 0, 0])], refined].concat()
        }
    }
}

fn data(data: Data, length: usize) -> Vec<u8> {
    match data {
        Data::Nothing => Vec::new(),
        Data::Fill(byte) => vec![byte; length],
        Data::Noise => noise(1, length).into_iter().map(|byte| byte.min(0xFE)).collect(),
    }
}

fn tables(code: Code) -> Vec<u8> {
    let mut ends = vec![(1, 0x00)];
    let coefficients = match code {
        Code::Coefficients => vec![(1, 0x01), (2, 0x00)],
        Code::Ends => ends.clone(),
        Code::Long => {
            ends = (1..16).map(|length| (length, u8::from(length > 1))).collect();
            (1..=16).map(|length| (length, u8::from(length != 3))).collect()
        }
    };
    [table(0x00, &ends), table(0x10, &coefficients)].concat()
}

/// A table of codes of these lengths for these symbols.
fn table(place: u8, codes: &[(usize, u8)]) -> Vec<u8> {
    let mut content = vec![place];
    content.extend((1..=16).map(|length| u8::try_from(codes.iter().filter(|code| code.0 == length).count()).unwrap()));
    content.extend(codes.iter().map(|code| code.1));
    segment(0xC4, &content)
}

/// A segment full of tables with one symbol.
fn huffman(place: u8, symbols: &[u8]) -> Vec<u8> {
    let mut one = vec![place, 1];
    one.extend([0; 15]);
    one.extend(symbols);
    segment(0xC4, &one.repeat(3_000))
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    [&[0xFF, marker][..], &u16::try_from(content.len() + 2).unwrap().to_be_bytes(), content].concat()
}
