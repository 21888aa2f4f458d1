//! Runs the pinned cfn-lint, `sam validate` and openapi-spec-validator on template.yaml, the templates in infra/, the
//! state machines and openapi.yaml. cfn-lint does not follow `DefinitionUri`, so each definition is put into a template
//! of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use crate::checks::description::Description;
use crate::checks::state_machines::Definition;
use crate::checks::template::Template;
use crate::process;
use crate::python::Environment;
use crate::stack::REGION;

/// The tools, and a folder for their files.
pub struct Tools<'a> {
    /// The root of the repository.
    pub root: &'a Path,
    /// The Python environment `sam`.
    pub sam: &'a Environment,
    /// A folder for temporary files of these checks.
    pub scratch: &'a Path,
}

impl Tools<'_> {
    /// Reads template.yaml.
    pub fn template(&self) -> Result<Template> {
        self.read(Path::new("template.yaml"))
    }

    /// Reads the templates in infra/, each with its file name.
    pub fn nested_templates(&self) -> Result<Vec<(String, Template)>> {
        let mut files = Vec::new();
        find_templates(&self.root.join("infra"), &mut files)?;
        let shown = |file: &Path| file.strip_prefix(self.root).unwrap_or(file).display().to_string();
        files.iter().map(|file| Ok((shown(file), self.read(file)?))).collect()
    }

    fn read(&self, file: &Path) -> Result<Template> {
        Template::read(self.command("python").arg("infra/local/yaml_to_json.py").arg(file))
    }

    /// Reads openapi.yaml.
    pub fn description(&self) -> Result<Description> {
        Description::read(self.command("python").args(["infra/local/yaml_to_json.py", "openapi.yaml"]))
    }

    /// Runs `infra/local/state_machines.py`, and returns its output. In the mode `write` it renders the definitions of
    /// the state machines from their sources; in the mode `check` it fails if a definition differs from its source.
    pub fn definitions(&self, mode: &str) -> Result<String> {
        let mut command = self.command("python");
        process::capture(command.args(["infra/local/state_machines.py", mode, "statemachines"]), "")
    }

    /// Checks that openapi.yaml is valid OpenAPI 3.1.
    pub fn check_description(&self) -> Result<()> {
        self.run("openapi-spec-validator", self.command("openapi-spec-validator").arg("openapi.yaml"))
    }

    /// Runs cfn-lint on template.yaml and the templates in infra/, and `sam validate` on template.yaml.
    pub fn check_templates(&self) -> Result<()> {
        let mut templates = vec![PathBuf::from("template.yaml")];
        find_templates(&self.root.join("infra"), &mut templates)?;
        std::thread::scope(|scope| {
            let sam = scope.spawn(|| self.sam_validate());
            let linted = self.cfn_lint(&templates);
            let validated = sam.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            linted.and(validated)
        })
    }

    /// Checks these definitions against cfn-lint's schema of the Amazon States Language.
    pub fn check_definitions(&self, definitions: &[Definition], template: &Template) -> Result<()> {
        let mut files = Vec::new();
        for definition in definitions {
            let file = self.scratch.join(definition.file.replace('/', "-"));
            let content = template_of(definition, template)?;
            fs::write(&file, serde_json::to_vec_pretty(&content)?).context("can't write a template to check")?;
            files.push(file);
        }
        self.cfn_lint(&files)
    }

    fn cfn_lint(&self, files: &[PathBuf]) -> Result<()> {
        self.run("cfn-lint", self.command("cfn-lint").arg("--").args(files))
    }

    fn sam_validate(&self) -> Result<()> {
        let arguments = ["validate", "--lint", "--template-file", "template.yaml", "--region", REGION];
        self.run("sam validate", self.command("sam").args(arguments))
    }

    /// Runs a tool, and prints its output if it fails.
    fn run(&self, name: &str, command: &mut Command) -> Result<()> {
        let output = command.stdin(Stdio::null()).output().with_context(|| format!("can't run {name}"))?;
        if output.status.success() {
            return Ok(());
        }
        let scratch = format!("{}/", self.scratch.display());
        for text in [output.stdout, output.stderr] {
            print!("{}", String::from_utf8_lossy(&text).replace(&scratch, ""));
        }
        bail!("{name} failed: fix the errors above")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = process::isolated(&self.sam.program(program), self.scratch);
        command.current_dir(self.root);
        command.envs([("AWS_DEFAULT_REGION", REGION), ("PYTHONDONTWRITEBYTECODE", "1"), ("SAM_CLI_TELEMETRY", "0")]);
        command
    }
}

/// The YAML files of infra/, except infra/local, which has no templates.
fn find_templates(dir: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let entries =
        fs::read_dir(dir).and_then(Iterator::collect::<std::io::Result<Vec<_>>>).context("can't list infra/")?;
    for path in entries.into_iter().map(|entry| entry.path()).filter(|path| !path.ends_with("infra/local")) {
        if path.is_dir() {
            find_templates(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            found.push(path);
        }
    }
    Ok(())
}

/// A template with this one definition, in which the substitutions have placeholder values.
fn template_of(definition: &Definition, template: &Template) -> Result<Value> {
    let mut text = definition.text.clone();
    let machine =
        template.state_machines().find(|machine| machine.properties["DefinitionUri"] == definition.file.as_str());
    let given = machine.and_then(|machine| machine.properties["DefinitionSubstitutions"].as_object());
    for (name, value) in given.into_iter().flatten() {
        let value = match template.referred("AWS::Serverless::Function", value) {
            Some(function) => format!("arn:aws:lambda:{REGION}:123456789012:function:{}", function.id),
            None if value["Ref"] == "AWS::Partition" => String::from("aws"),
            None => name.clone(),
        };
        text = text.replace(&format!("${{{name}}}"), &value);
    }
    let definition: Value =
        serde_json::from_str(&text).with_context(|| format!("{} is not valid JSON", definition.file))?;
    let role = "arn:aws:iam::123456789012:role/any";
    let machine = json!({
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": { "RoleArn": role, "Definition": definition },
    });
    Ok(json!({ "Resources": { "StateMachine": machine } }))
}
