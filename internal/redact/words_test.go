package redact

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var anyWord = regexp.MustCompile(`[A-Za-z_]{4,40}`)

// ourTexts are the features and the texts in our sources.
func ourTexts(t *testing.T, visit func(text string)) {
	require.NoError(t, filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && entry.Name() != ".." || strings.HasSuffix(entry.Name(), "test") || entry.Name() == "interop" || entry.Name() == "bench" || entry.Name() == "testdata"):
			return filepath.SkipDir
		case strings.HasSuffix(path, ".feature"):
			text, err := os.ReadFile(path)
			visit(string(text))
			return err
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				text, _ := strconv.Unquote(literal.Value)
				visit(text)
			}
			return true
		})
		return nil
	}))
}

func sortedLines(lines []string) []byte {
	slices.Sort(lines)
	return []byte(strings.Join(slices.Compact(lines), "\n") + "\n")
}

// words.txt has nearly all words of our texts: a few may be newer. With REVOKESPEC_UPDATE_WORDS set it is brought up to date.
func TestTheVocabularyIsThatOfOurTexts(t *testing.T) {
	seen, missing := map[string]bool{}, []string{}
	ourTexts(t, func(text string) {
		for _, word := range anyWord.FindAllString(text, -1) {
			word = strings.Trim(strings.ToLower(word), "_")
			if len(word) > shortWord && !seen[word] && !strings.HasPrefix(word, "abc") {
				seen[word] = true
				if !vocabulary()[word] {
					missing = append(missing, word)
				}
			}
		}
	})
	if os.Getenv("REVOKESPEC_UPDATE_WORDS") != "" {
		lines := append(strings.Fields(wordList), missing...)
		require.NoError(t, os.WriteFile("words.txt", sortedLines(lines), 0o644))
	}
	assert.Greater(t, len(seen), 1000)
	assert.Less(t, 20*len(missing), len(seen), "run this with REVOKESPEC_UPDATE_WORDS=1: words.txt lacks %v", missing)
	assert.True(t, bytes.Equal([]byte(wordList), sortedLines(strings.Fields(wordList))), "words.txt is sorted")
}
