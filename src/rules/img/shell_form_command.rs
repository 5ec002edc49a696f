use crate::dockerfile::Keyword;
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(file: &Build, hits: &mut Hits) {
    for stage in file.stages() {
        let inherited = file.base_stage(stage).is_some_and(|base| base.state.shell.is_some());
        let mut shell_chosen = inherited;
        for instruction in &stage.instructions {
            shell_chosen |= instruction.keyword == Keyword::Shell;
            let starts = matches!(instruction.keyword, Keyword::Cmd | Keyword::Entrypoint);
            let Some(command) = instruction.command().first() else { continue };
            // `exec` puts the program in the place of the shell, which is what counts.
            let replaces_shell = command.raw().starts_with("exec ");
            if starts && !instruction.exec && !shell_chosen && !replaces_shell {
                let keyword = instruction.keyword.as_str();
                hits.at(file.place(instruction.keyword_span), [("keyword", &keyword)]);
            }
        }
    }
}
