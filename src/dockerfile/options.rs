//! The arguments of a program, divided into options and others as getopt does it.

use super::{Dockerfile, Word};

/// What a program is called with. Variables are replaced as far as the Dockerfile tells their values.
#[derive(Debug, Default)]
pub(crate) struct Arguments<'a> {
    pub(crate) options: Vec<Opt<'a>>,
    /// Those that are neither options nor the values of such.
    pub(crate) operands: Vec<Operand<'a>>,
}

/// An option, such as one letter of `-fsSL`.
#[derive(Debug)]
pub(crate) struct Opt<'a> {
    /// Without dashes.
    pub(crate) name: String,
    pub(crate) value: Option<String>,
    /// The word that it stands in.
    pub(crate) word: &'a Word,
}

/// An argument that is no option.
#[derive(Debug)]
pub(crate) struct Operand<'a> {
    pub(crate) text: String,
    pub(crate) word: &'a Word,
}

impl Operand<'_> {
    /// Whether only the shell knows what it is: it has variables or substitutions.
    pub(crate) fn is_open(&self) -> bool {
        self.text.contains(['$', '`'])
    }
}

impl<'a> Arguments<'a> {
    /// Divides the words after a program. `valued` names the options that take a value, without
    /// dashes and separated by blanks.
    pub(crate) fn read(file: &Dockerfile, words: &'a [Word], valued: &str) -> Self {
        let valued = &valued.split(' ').collect::<Vec<_>>();
        let mut arguments = Self::default();
        let mut texts = words
            .iter()
            .flat_map(|word| texts(file, word).into_iter().map(move |text| (word, text)));
        while let Some((word, text)) = texts.next() {
            if text == "--" {
                arguments.operands.extend(texts.map(|(word, text)| Operand { text, word }));
                break;
            }
            let Some(option) = text.strip_prefix('-').filter(|option| !option.is_empty()) else {
                arguments.operands.push(Operand { text, word });
                continue;
            };
            let long = option.strip_prefix('-').or(valued.contains(&option).then_some(option));
            let needs_value = match long {
                Some(long) => arguments.long(long, word, valued),
                None => arguments.letters(option, word, valued),
            };
            if let Some(option) = arguments.options.last_mut().filter(|_| needs_value) {
                option.value = texts.next().map(|(_, text)| text);
            }
        }
        arguments
    }

    /// The first option of one of these names.
    pub(crate) fn option(&self, names: &[&str]) -> Option<&Opt<'a>> {
        self.options.iter().find(|option| names.contains(&option.name.as_str()))
    }

    /// Whether an option of one of these names is there.
    pub(crate) fn has(&self, names: &[&str]) -> bool {
        self.option(names).is_some()
    }

    /// The value of the first option of one of these names.
    pub(crate) fn value(&self, names: &[&str]) -> Option<&str> {
        self.option(names)?.value.as_deref()
    }

    /// Notes `name` or `name=value`; says whether the value is the next word.
    fn long(&mut self, option: &str, word: &'a Word, valued: &[&str]) -> bool {
        let (name, value) = match option.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (option, None),
        };
        let needs_value = value.is_none() && valued.contains(&name);
        self.options.push(Opt { name: name.to_owned(), value, word });
        needs_value
    }

    /// Notes each of several letters, up to one that takes what follows as its value.
    fn letters(&mut self, letters: &str, word: &'a Word, valued: &[&str]) -> bool {
        for (at, letter) in letters.char_indices() {
            let name = letter.to_string();
            let rest = &letters[at + name.len()..];
            let takes_value = valued.contains(&name.as_str()) || rest.starts_with('=');
            let value = (takes_value && !rest.is_empty())
                .then(|| rest.strip_prefix('=').unwrap_or(rest).to_owned());
            self.options.push(Opt { name, value, word });
            if takes_value {
                return rest.is_empty();
            }
        }
        false
    }
}

/// What becomes of a word: nothing else where its variables are not known; several words where a
/// variable without quotes holds them.
fn texts(file: &Dockerfile, word: &Word) -> Vec<String> {
    // BuildKit knows no substitutions of commands.
    let known = word.raw().contains('$') && !word.raw().contains("$(");
    let expansion = known.then(|| file.expand(word)).flatten();
    match expansion.and_then(|expansion| expansion.text) {
        Some(text) if word.raw().starts_with('$') => {
            text.split_whitespace().map(str::to_owned).collect()
        }
        Some(text) => vec![text],
        None => vec![word.text().to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;
    use std::sync::Arc;

    #[test]
    fn options_are_divided_from_other_arguments() {
        let rows = [
            ("a -b c", "-b / c", "an option without a value"),
            ("a -o c d", "-o=c / d", "the value in the next word"),
            ("a -fo c d", "-f -o=c / d", "after other letters"),
            ("a -foc d", "-f -o=c / d", "in the same word"),
            ("a -q=2", "-q=2 /", "with an equals sign"),
            ("a --out c --out=d --flag e", "-out=c -out=d -flag / e", "long ones"),
            ("a -ldflags '-s -w' b", "-ldflags=-s -w / b", "long ones with one dash"),
            ("a b -- -c", "/ b -c", "the end of options"),
            ("a - b", "/ - b", "a dash alone"),
            ("a -o", "-o /", "a value that is not there"),
            ("a $FLAGS", "-x -y /", "a variable that holds options"),
            ("a $(b $VERSION)", "/ $(b $VERSION)", "a substitution is one word"),
            ("a b==$VERSION $OTHER", "/ b==1.2 $OTHER", "one that is known, and one that is not"),
        ];
        for (command, expected, reason) in rows {
            let text = format!("FROM a\nENV FLAGS='-x -y' VERSION=1.2\nRUN {command}\n");
            let file = Dockerfile::parse(Arc::new(Source::new("Dockerfile", text)));
            let words = &file.stages()[0].instructions[1].words.commands()[0];
            let arguments = Arguments::read(&file, words.arguments(), "o out ldflags");
            let value =
                |option: &Opt| option.value.as_ref().map_or(String::new(), |v| format!("={v}"));
            let options: String = arguments
                .options
                .iter()
                .map(|option| format!("-{}{} ", option.name, value(option)))
                .collect();
            let operands: String =
                arguments.operands.iter().map(|operand| format!(" {}", operand.text)).collect();
            assert_eq!(format!("{options}/{operands}"), expected, "{reason}");
        }
    }
}
