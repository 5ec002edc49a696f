//! Scores and grades.

use serde::Serialize;

/// How ready something is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub enum Grade {
    /// Not ready.
    D,
    /// From 70.
    C,
    /// From 80.
    B,
    /// From 90, without an open high finding.
    A,
}

impl Grade {
    /// All, the best first.
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    /// As in options and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }
}

/// How many of the rules that could be judged are met.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Score {
    /// Rules that are met.
    pub passed: usize,
    /// Rules that are met or broken.
    pub judged: usize,
    /// Whether a high finding is open, which caps the grade at B.
    pub capped: bool,
}

impl Score {
    /// The score of several units: all their rules in one pool.
    pub(crate) fn pooled(scores: impl IntoIterator<Item = Self>) -> Option<Self> {
        let pool = scores.into_iter().fold(Self::default(), |pool, score| Self {
            passed: pool.passed + score.passed,
            judged: pool.judged + score.judged,
            capped: pool.capped || score.capped,
        });
        (pool.judged > 0).then_some(pool)
    }

    /// From 0 to 100, rounded down.
    pub fn value(self) -> usize {
        // Nothing judged is nothing wrong; such units are not reported.
        (100 * self.passed).checked_div(self.judged).unwrap_or(100)
    }

    /// The grade.
    pub fn grade(self) -> Grade {
        match self.value() {
            90.. if !self.capped => Grade::A,
            80.. => Grade::B,
            70.. => Grade::C,
            _ => Grade::D,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_follow_the_formula() {
        for (passed, judged, capped, value, grade, reason) in [
            (9, 9, false, 100, Grade::A, "all"),
            (8, 9, false, 88, Grade::B, "rounded down"),
            (18, 20, false, 90, Grade::A, "just enough"),
            (18, 20, true, 90, Grade::B, "an open high finding"),
            (7, 10, true, 70, Grade::C, "the cap lifts nothing"),
            (6, 9, false, 66, Grade::D, "below C"),
            (0, 0, false, 100, Grade::A, "nothing to judge"),
        ] {
            let score = Score { passed, judged, capped };
            assert_eq!((score.value(), score.grade()), (value, grade), "{reason}");
        }
    }
}
