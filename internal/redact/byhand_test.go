package redact

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// What is read by hand is what a pattern reads.

func TestBreakOf(t *testing.T) {
	pattern := regexp.MustCompile(`^(\\?\r?\n[ \t]*|\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x{200b}-\x{200d}])`)
	texts := pieces("\\", "\r", "\n", " ", "\t", "\x1b", "\x1b[", "\x1b]", "\a", "1", ";", "m", "~", "/", "\u200b", "\u200c", "\u200d", "\u200e", "\xe2", "\x80", "x")
	rapid.Check(t, func(t *rapid.T) {
		text := texts.Draw(t, "text")
		assert.Len(t, pattern.FindString(text), breakOf(text))
	})
}

func TestIdentifiersIn(t *testing.T) {
	pattern := regexp.MustCompile(`"(?:id|sub|kid|[a-z_]{1,40}_id|[a-z]{1,40}I[dD])"\s*:\s*"([^"\\]{4,200})"`)
	texts := pieces(`"`, `"`, `"id":"`, `"sub"`, `"user_id" : "`, `"userId":"`, `"userID":"`, `"_id":"`, `"Id":"`, `"__id":"`, `"a_Id":"`, ":", "value", "val", "ü", `\`, "\xff", "id", "_id", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
	rapid.Check(t, func(t *rapid.T) {
		text, most := texts.Draw(t, "text"), rapid.IntRange(1, 3).Draw(t, "most")
		var ids []string
		for _, m := range pattern.FindAllStringSubmatch(text, most) {
			ids = append(ids, m[1])
		}
		assert.Equal(t, ids, identifiersIn(text, most))
	})
}

func TestSecretHeader(t *testing.T) {
	pattern := regexp.MustCompile(`(?i)^(dpop|(.*-)?(api-?key|token|secret|password|key|auth|session(-id)?|csrf|xsrf|credentials?|jwt))$`)
	names := rapid.SliceOfN(rapid.SampledFrom([]string{"DPoP", "X", "-", "-", "Api", "key", "Token", "secret", "Password", "Auth", "session", "Id", "CSRF", "xsrf", "Credential", "s", "JWT", "Content"}), 0, 5)
	rapid.Check(t, func(t *rapid.T) {
		name := ""
		for _, piece := range names.Draw(t, "name") {
			name += piece
		}
		assert.Equal(t, pattern.MatchString(name), SecretHeader(name), name)
	})
}

// Texts that are encoded are found wherever they stand among bytes that are none.
func TestNoTextIsPassedOver(t *testing.T) {
	bytes := rapid.SliceOfN(rapid.SampledFrom([]byte("ab \x00\n\x01\x7f\x80\xbf\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xef\xbd\xff")), 0, 60)
	rapid.Check(t, func(t *rapid.T) {
		p := &peeler{run: run{bytes: bytes.Draw(t, "bytes"), bits: 8}}
		p.keep()
		assert.Equal(t, textsAmong(p.run.bytes), string(p.text))
	})
}

// textsAmong looks at each byte.
func textsAmong(bytes []byte) (texts string) {
	for i := 0; i < len(bytes); i++ {
		size, text := 0, ""
		for ; i < len(bytes); i++ {
			c := bytes[i]
			n := longerCharacter(bytes[i:])
			if n == 0 && byteKinds[c] != textByte {
				break
			}
			n = max(n, 1)
			if c != 0 {
				text, size = text+string(bytes[i:i+n]), size+n
			}
			i += n - 1
		}
		if size >= shortestInner {
			texts += text + "\x00"
		}
	}
	return texts
}
