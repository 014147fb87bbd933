// Package schema checks each row of the conformance suite against the JSON Schema of its file. It is a module of its
// own, so that the library does not depend on the validator.
package schema

import (
	"bytes"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func TestRows(t *testing.T) {
	for _, name := range []string{"sign", "verify", "legacy-sign", "legacy-verify", "diagnose"} {
		schema, err := jsonschema.NewCompiler().Compile(name + ".schema.json")
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile("../" + name + ".jsonl")
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range bytes.Split(bytes.TrimSuffix(data, []byte("\n")), []byte("\n")) {
			row, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
			if err == nil {
				err = schema.Validate(row)
			}
			if err != nil {
				t.Errorf("%s.jsonl:%d: %v", name, i+1, err)
			}
		}
	}
}
