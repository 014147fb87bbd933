package zoomsig_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestFilesUseEachOtherInOneDirection checks that no source files of a package use
// each other in a circle.
func TestFilesUseEachOtherInOneDirection(t *testing.T) {
	for _, dir := range []string{".", "diagnose", "cmd/zoomsig"} {
		uses := usesOfFiles(t, dir)
		if dir == "." {
			require.Contains(t, uses["verify.go"], "credentials.go")
		}
		for file := range uses {
			assert.Empty(t, pathBack(uses, file, file, map[string]bool{}), "%s: each file uses the next, and the last the first", dir)
		}
	}
}

// pathBack returns the files through which from uses to, followed by to.
func pathBack(uses map[string]map[string]bool, from, to string, seen map[string]bool) []string {
	for next := range uses[from] {
		if next == to {
			return []string{to}
		}
		if seen[next] {
			continue
		}
		seen[next] = true
		if path := pathBack(uses, next, to, seen); path != nil {
			return append([]string{next}, path...)
		}
	}
	return nil
}

// noImports takes the place of imported packages, whose type-checking would take
// seconds. The uses within a package can be found without them.
type noImports struct{}

func (noImports) Import(path string) (*types.Package, error) {
	pkg := types.NewPackage(path, filepath.Base(path))
	pkg.MarkComplete()
	return pkg, nil
}

// usesOfFiles returns, for each source file in dir, the files whose declarations,
// methods or fields it uses.
func usesOfFiles(t *testing.T, dir string) map[string]map[string]bool {
	fset := token.NewFileSet()
	isSource := func(info fs.FileInfo) bool { return !strings.HasSuffix(info.Name(), "_test.go") }
	packages, err := parser.ParseDir(fset, dir, isSource, 0)
	require.NoError(t, err)
	uses := map[string]map[string]bool{}
	for name, parsed := range packages {
		var files []*ast.File
		for path, file := range parsed.Files {
			files = append(files, file)
			uses[filepath.Base(path)] = map[string]bool{}
		}
		info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
		config := types.Config{Importer: noImports{}, Error: func(error) {}}
		pkg, _ := config.Check(name, fset, files, info)
		for identifier, object := range info.Uses {
			_, isFunc := object.(*types.Func)
			variable, isVariable := object.(*types.Var)
			isField := isVariable && variable.IsField()
			if object.Pkg() != pkg || object.Parent() != pkg.Scope() && !isFunc && !isField {
				continue // of another package, or local
			}
			from := filepath.Base(fset.Position(identifier.Pos()).Filename)
			to := filepath.Base(fset.Position(object.Pos()).Filename)
			if from != to {
				uses[from][to] = true
			}
		}
	}
	return uses
}

// TestProgramThatOnlySigns checks that it contains neither the diagnosis nor
// math/big.
func TestProgramThatOnlySigns(t *testing.T) {
	if runtime.GOOS == "js" {
		t.Skip("no process can be started")
	}
	dir := t.TempDir()
	source, binary := filepath.Join(dir, "main.go"), filepath.Join(dir, "program")
	require.NoError(t, os.WriteFile(source, []byte(`package main

import (
	"fmt"
	"os"

	"github.com/zoomsig/zoomsig"
)

func main() {
	signer, err := zoomsig.NewSigner(os.Args[1], os.Args[2], nil)
	if err != nil {
		panic(err)
	}
	fmt.Println(signer.Sign(zoomsig.Claims{MeetingNumber: 83137961703}))
}
`), 0o600))
	output, err := exec.Command("go", "build", "-o", binary, source).CombinedOutput()
	require.NoError(t, err, "%s", output)
	symbols, err := exec.Command("go", "tool", "nm", binary).Output()
	require.NoError(t, err)
	require.Contains(t, string(symbols), "zoomsig.(*Signer).Sign")
	for _, line := range strings.Split(string(symbols), "\n") {
		line = strings.ToLower(line)
		if strings.Contains(line, "math/big.") || strings.Contains(line, "zoomsig/zoomsig.") && strings.Contains(line, "diagnos") {
			assert.Fail(t, "in the program", line)
		}
	}
}
