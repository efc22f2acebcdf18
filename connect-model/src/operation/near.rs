//! Suggestions for unknown paths.
//!
//! There are two measures, and the smaller counts. By letter: typos, even across a slash. By
//! segment: a value in place of a parameter, another name for a parameter, a segment too many or
//! too few, a missing prefix (`/issue/{issueIdOrKey}`).
//!
//! The general [`nearest`](crate::nearest) compares names of one or two words; here there are a
//! thousand candidates with fifty letters, and both measures give up as soon as they can.

use super::Operation;
use super::packed;
use crate::method::Method;
use crate::product::Product;
use std::cmp::Reverse;

/// More suggestions are not worth reading.
const MAX_SUGGESTIONS: usize = 3;
/// The cost of a wrong letter.
const LETTER: usize = 2;
/// A path with a higher cost is a different one.
const BOUND: usize = 10;
/// The cost of a parameter under another name.
const RENAMED: usize = 3;
/// The cost of something that looks like a value, in place of a parameter.
const VALUE: usize = 2;
/// The cost of a word in place of a parameter: it may as well be a typo in another path.
const WORD: usize = 4;
/// The cost of a segment too many or too few.
const SEGMENT: usize = 6;
/// The cost of a missing prefix: `/rest/api/3` is often left out, and `/wiki` belongs to the base
/// URL.
const BEGINNING: usize = 4;
/// The cost of a path that exists, but doesn't have the method.
const METHOD: usize = 1;

/// The nearest paths, best first.
pub(super) fn paths(product: Product, method: Method, written: &str) -> Vec<&'static str> {
    let written = tidy(written);
    if written.bytes().all(|byte| byte == b'/') {
        return Vec::new();
    }
    let segments: Vec<&str> = segments(written).collect();
    let mut measure = Measure::default();
    let mut ranked = Vec::new();
    for number in 0..packed::path_count() {
        let known = packed::path(number);
        let found = packed::at(number);
        let Some(first) = found.first().filter(|it| it.product().meets(product)) else {
            continue;
        };
        let Some(cost) = measure.cost(written, &segments, known) else {
            continue;
        };
        let has = found.iter().any(|it| it.method() == method);
        let handicap = if has { 0 } else { METHOD };
        // Prefer the newer of two versions, then the longer of two paths that are equally near:
        // letters are more often omitted than added.
        let rank = (cost + handicap, first.apis().next(), Reverse(known.len()));
        ranked.push((rank, known));
    }
    ranked.sort_unstable();
    // Next to a good match, a much worse one is only noise.
    let Some(best) = ranked.first().map(|it| it.0.0) else {
        return Vec::new();
    };
    ranked.retain(|it| it.0.0 < best + LETTER);
    ranked.truncate(MAX_SUGGESTIONS);
    ranked.into_iter().map(|it| it.1).collect()
}

/// A path with the method that only differs in the names of its parameters.
pub(super) fn twin(method: Method, path: &str) -> Option<&'static str> {
    let parameter = |segment: &str| segment.starts_with('{');
    let same = |known: &&'static str| {
        let mut left = known.split('/');
        let mut right = path.split('/');
        loop {
            match (left.next(), right.next()) {
                (None, None) => return true,
                (Some(a), Some(b)) if a == b || parameter(a) && parameter(b) => {}
                _ => return false,
            }
        }
    };
    (0..packed::path_count())
        .filter(|number| {
            packed::at(*number)
                .iter()
                .any(|it: &Operation| it.method() == method)
        })
        .map(packed::path)
        .find(same)
}

/// Strips everything that is not the path: a scheme and a host, a query, a trailing slash.
fn tidy(written: &str) -> &str {
    let path = match written.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"),
        None => written,
    };
    let path = path.split(['?', '#']).next().unwrap_or(path);
    path.strip_suffix('/').unwrap_or(path)
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.strip_prefix('/').unwrap_or(path).split('/')
}

/// The two measures, with their working memory.
#[derive(Default)]
struct Measure {
    above: Vec<usize>,
    line: Vec<usize>,
}

impl Measure {
    fn cost(&mut self, written: &str, segments: &[&str], known: &'static str) -> Option<usize> {
        // A typo in every tenth letter.
        let allowed = (known.len() / 10).clamp(1, BOUND / LETTER);
        let letters = letters(written, known, allowed).map(|it| it * LETTER);
        let segments = self.segments(segments, known);
        letters.into_iter().chain(segments).min()
    }

    /// The cost of turning the segments into those of a known path.
    fn segments(&mut self, written: &[&str], known: &'static str) -> Option<usize> {
        let count = segments(known).count();
        // Each extra segment has a cost; missing ones at the start have a single cost.
        if written.len() > count + BOUND / SEGMENT {
            return None;
        }
        let mut above = std::mem::take(&mut self.above);
        let mut line = std::mem::take(&mut self.line);
        above.clear();
        // The rest after a missing prefix must start with a word: a parameter would match anything.
        above.extend(segments(known).map(|segment| {
            if segment.starts_with('{') {
                BOUND + 1
            } else {
                BEGINNING
            }
        }));
        above[0] = 0;
        above.push(BOUND + 1);
        for segment in written {
            line.clear();
            line.push(above[0] + SEGMENT);
            let mut least = line[0];
            for (column, known) in segments(known).enumerate() {
                let mut cost = (above[column + 1] + SEGMENT).min(line[column] + SEGMENT);
                if above[column] < cost {
                    cost = cost.min(above[column] + segment_cost(segment, known));
                }
                least = least.min(cost);
                line.push(cost);
            }
            std::mem::swap(&mut above, &mut line);
            if least > BOUND {
                break;
            }
        }
        let cost = above.last().copied();
        self.above = above;
        self.line = line;
        cost.filter(|cost| *cost <= BOUND)
    }
}

/// The cost of one segment in place of the other.
fn segment_cost(written: &str, known: &str) -> usize {
    if written == known {
        return 0;
    }
    let parameter = |segment: &str| segment.starts_with('{') || segment.ends_with('}');
    match (parameter(written), parameter(known)) {
        (true, true) => letters(written, known, 1).map_or(RENAMED, |letters| letters * LETTER),
        (false, true) if written.is_empty() => SEGMENT,
        (false, true) if looks_like_a_value(written) => VALUE,
        (false, true) => WORD,
        // Any version is better than none.
        (false, false) if written == "latest" && is_version(known) => 1,
        (false, false) => {
            let allowed = (known.len() / 3).clamp(1, 3);
            letters(written, known, allowed).map_or(BOUND + 1, |letters| letters * LETTER)
        }
        (true, false) => BOUND + 1,
    }
}

/// How many letters apart two texts are, where swapped neighbours count as one; `None` if more than
/// `allowed`. Ignores case.
fn letters(a: &str, b: &str, allowed: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > allowed || unmatched(a, b) > allowed {
        return None;
    }
    let distance = strsim::osa_distance(&a.to_ascii_lowercase(), &b.to_ascii_lowercase());
    Some(distance).filter(|distance| *distance <= allowed)
}

/// A lower bound: how many letters of one text the other lacks. The distance is never less, and
/// takes many times as long to compute.
fn unmatched(a: &str, b: &str) -> usize {
    // Five bits of a letter ignore case.
    let mut counts = [0i32; 32];
    for byte in a.bytes() {
        counts[usize::from(byte & 31)] += 1;
    }
    let mut lacking = 0;
    for byte in b.bytes() {
        let count = &mut counts[usize::from(byte & 31)];
        lacking += usize::from(*count <= 0);
        *count -= 1;
    }
    // `b` lacks as many letters as `a` has too many, apart from the difference in length.
    lacking.max((lacking + a.len()).saturating_sub(b.len()))
}

/// `DEMO-1`, `10001`, `$key`, `:id`: documented segments that are words only contain letters.
fn looks_like_a_value(segment: &str) -> bool {
    segment.starts_with(['$', ':', '<', '%'])
        || segment.contains(|letter: char| letter.is_ascii_digit())
        || segment.chars().all(|letter| letter.is_ascii_uppercase())
}

fn is_version(segment: &str) -> bool {
    segment.starts_with(|letter: char| letter.is_ascii_digit())
}
