package docs_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The code that tells how to use the mock from other languages is code that runs: clients/run runs these files.
func TestShownClientCodeIsTheTestedOne(t *testing.T) {
	for _, shown := range []struct {
		page, language string
		files          []string
	}{
		{"python.md", "python", []string{"python/tests/test_ten_lines.py", "python/tests/test_busy.py"}},
		{"typescript.md", "ts", []string{"node/test/ten-lines.test.ts", "node/test/busy.test.ts"}},
		{"java.md", "java", []string{"java/src/test/java/example/TenLinesTest.java", "java/src/test/java/example/BusyTest.java"}},
		{"../clients/go/README.md", "go", []string{"go/example/tenlines_test.go", "go/example/busy_test.go"}},
		{"../clients/python/README.md", "python", []string{"python/tests/test_ten_lines.py"}},
		{"../clients/node/README.md", "ts", []string{"node/test/ten-lines.test.ts"}},
		{"../clients/java/README.md", "java", []string{"java/src/test/java/example/TenLinesTest.java"}},
	} {
		var code, tested []string
		for _, b := range blocks(read(t, shown.page)) {
			if b.language == shown.language {
				code = append(code, b.text)
			}
		}
		for _, file := range shown.files {
			tested = append(tested, read(t, "../clients/"+file))
		}
		assert.Equal(t, tested, code, "%s shows other code than clients/run runs", shown.page)
	}
}

// All clients and the page of the image speak of one version, which is theirs.
func TestClientsAreOfOneVersion(t *testing.T) {
	image := regexp.MustCompile(`ghcr\.io/revokespec/revokespec-mock:([0-9.]*[0-9])`)
	_, pom, _ := strings.Cut(read(t, "../clients/java/pom.xml"), "<artifactId>revokespec-mock</artifactId>")
	version := regexp.MustCompile(`<version>(.*)</version>`).FindStringSubmatch(pom)[1]
	assert.Contains(t, read(t, "../clients/python/pyproject.toml"), "\nversion = \""+version+"\"\n")
	assert.Contains(t, read(t, "../clients/node/package.json"), "\"version\": \""+version+"\"")
	for _, file := range []string{"container.md", "../container/compose.yaml", "../clients/go/mockcontainer/container.go", "../clients/node/src/container.ts",
		"../clients/python/src/revokespec_mock/container.py", "../clients/java/src/main/java/io/github/revokespec/mock/MockContainer.java"} {
		named := image.FindStringSubmatch(read(t, file))
		assert.NotNil(t, named, file)
		assert.Equal(t, version, named[1], file)
	}
}

// container.md shows the compose file that container/test starts.
func TestShownComposeFileIsTheTestedOne(t *testing.T) {
	for _, b := range blocks(read(t, "container.md")) {
		if b.language == "yaml" {
			assert.Contains(t, read(t, "../container/compose.yaml"), b.text)
		}
	}
}
