package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/internal/reportfile"
	"github.com/revokespec/revokespec/internal/yamlx"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/reports"
)

func reportCommand(sys program.System) *cobra.Command {
	var files []string
	c := &cobra.Command{
		Use:   "report RECORD...",
		Short: "render one run record again, join the shards of a run, or tabulate several deployments",
		Long: "The records of all shards of a run (run --shard I/N) are rendered as the one run that they are.\n\n" +
			"Exit code: that of the run where one is rendered; 3 where the record of a shard is missing; 0 for a matrix, which judges nothing; 2 for a\n" +
			"record that cannot be read, that is of another run than the other shards, that does not follow from its own steps, or, where all was well, of which a report cannot be written.\n\n" +
			"A matrix is HTML in one file (PATH ends in .html) or Markdown (.md) with a page of evidence for each deployment in a folder beside it.\n" +
			"A notes.md beside a record is linked from the rules that it names; an upstream.yaml beside it (ROT-04: [OWNER/NAME#NUMBER]) says where the\n" +
			"same was reported to the server's authors.",
		Example: `  revokespec report run.json                                     # as a run shows it
  revokespec report run.json --report html=run.html --report junit=run.xml
  revokespec report shard-*.json --report json=run.json          # all shards of one run
  revokespec report a/record.json b/record.json --report matrix=matrix.html`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("report needs a run record, as `revokespec run --report json=PATH` writes it")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return report(sys, args, files) },
	}
	c.Flags().StringArrayVar(&files, "report", nil, "writes a report, `FORMAT=PATH`: "+strings.Join(reports.Formats(), ", ")+" of one record, matrix of any number (PATH.html or PATH.md); - is stdout; a PATH that ends in .gz is compressed; may be repeated (default: terminal=-)")
	return c
}

func report(sys program.System, paths, files []string) error {
	var sources []reports.MatrixSource
	for _, path := range paths {
		record, err := record.ReadFile(path)
		if err != nil {
			return err
		}
		notes, err := program.ReadInput(notesOf(path))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		upstream, err := readUpstream(filepath.Join(filepath.Dir(path), "upstream.yaml"))
		if err != nil {
			return err
		}
		sources = append(sources, reports.MatrixSource{Path: path, Record: record, Notes: string(notes), Upstream: upstream})
	}
	sources, err := joinShards(sources)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		files = []string{"terminal=" + reportfile.Stdout}
	}
	r := renderings{sources: sources, render: map[reportfile.Target]func(io.Writer) error{}, code: record.ExitConformant}
	for _, value := range files {
		if err := r.add(value); err != nil {
			return err
		}
	}
	outputs, err := reportfile.Open(r.targets, sys.Files)
	if err != nil {
		return err
	}
	defer outputs.Discard()
	return program.ExitWith(r.code, outputs.Write(func(t reportfile.Target, w io.Writer) error { return r.render[t](w) }))
}

// joinShards puts the run that shards were cut from in the place of the first of them.
func joinShards(sources []reports.MatrixSource) ([]reports.MatrixSource, error) {
	isShard := func(s reports.MatrixSource) bool { return s.Record.Shard != nil }
	first := slices.IndexFunc(sources, isShard)
	if first < 0 {
		return sources, nil
	}
	var shards []*record.Record
	for _, s := range sources {
		if isShard(s) {
			shards = append(shards, s.Record)
		}
	}
	whole := sources[first]
	var err error
	if whole.Record, err = record.Join(shards); err != nil {
		return nil, err
	}
	return slices.Insert(slices.DeleteFunc(sources, isShard), first, whole), nil
}

// readUpstream reads which public reports say the same as a verdict, by rule; nil when there is no such file.
func readUpstream(path string) (map[string][]reports.Reference, error) {
	text, err := program.ReadInput(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var upstream map[string][]reports.Reference
	return upstream, yamlx.Read(yamlx.Source{Path: path, Text: text, Empty: "remove it, or name a rule and its reports"}, &upstream).Err()
}

// notesOf is where the notes on a record are, if there are any.
func notesOf(record string) string { return filepath.Join(filepath.Dir(record), "notes.md") }

// renderings are what was asked for, and how each is rendered.
type renderings struct {
	sources []reports.MatrixSource
	matrix  *reports.Matrix
	targets []reportfile.Target
	render  map[reportfile.Target]func(io.Writer) error
	code    int
}

func (r *renderings) add(value string) error {
	target, err := reportfile.Parse(value, append(reports.Formats(), "matrix"))
	switch {
	case err != nil:
		return err
	case target.Format == "matrix":
		return r.addMatrix(target)
	case len(r.sources) > 1:
		return fmt.Errorf("--report %s renders one record, and there are %d: give one, or matrix=PATH", value, len(r.sources))
	}
	record := r.sources[0].Record
	r.code = record.ExitCode
	r.write(target, func(w io.Writer) error { return reports.Write(target.Format, w, record) })
	return nil
}

func (r *renderings) addMatrix(t reportfile.Target) (err error) {
	if r.matrix == nil {
		if r.matrix, err = reports.NewMatrix(r.sources); err != nil {
			return err
		}
	}
	switch folder, markdown := strings.CutSuffix(t.Path, ".md"); {
	case strings.HasSuffix(strings.TrimSuffix(t.Path, ".gz"), ".html"):
		r.write(t, r.matrix.HTML)
	case markdown:
		return r.addMarkdown(t, folder)
	default:
		return fmt.Errorf("--report matrix=%s: the name must end in .html or .md", t.Path)
	}
	return nil
}

// addMarkdown has a page beside the table for each deployment's evidence.
func (r *renderings) addMarkdown(t reportfile.Target, folder string) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return fmt.Errorf("--report matrix=%s: %w: name a place that can be written", t.Path, err)
	}
	r.write(t, func(w io.Writer) error { return r.matrix.Markdown(w, filepath.Base(folder)) })
	for i, server := range r.matrix.Servers {
		notes, err := linkToNotes(folder, server)
		if err != nil {
			return err
		}
		r.write(reportfile.Target{Format: t.Format, Path: filepath.Join(folder, server.Slug+".md")}, func(w io.Writer) error { return r.matrix.MarkdownEvidence(w, i, notes) })
	}
	return nil
}

// linkToNotes is the address of a server's notes, relative to the page that links to them; "" when there are none.
func linkToNotes(folder string, server reports.MatrixServer) (string, error) {
	if server.Notes == "" {
		return "", nil
	}
	from, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	to, err := filepath.Abs(notesOf(server.Path))
	if err != nil {
		return "", err
	}
	link, err := filepath.Rel(from, to)
	return filepath.ToSlash(link), err
}

func (r *renderings) write(t reportfile.Target, render func(io.Writer) error) {
	r.targets = append(slices.Clip(r.targets), t)
	r.render[t] = render
}
