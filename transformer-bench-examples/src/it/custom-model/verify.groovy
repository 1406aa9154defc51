import groovy.xml.XmlSlurper
import java.util.zip.ZipFile

// An old Surefire sees no tests of JUnit 5, and calls that a success.
def passed = [:].withDefault { 0 }
new File(basedir, 'target/surefire-reports').eachFileMatch(~/TEST-.*\.xml/) { file ->
    def report = new XmlSlurper().parse(file)
    passed[report.@name.text()] = ['tests', 'failures', 'errors', 'skipped']
            .collect { report['@' + it].toInteger() }
            .with { tests, failures, errors, skipped -> tests - failures - errors - skipped }
}
for (test in ['example.BigramModelTest', 'example.BigramModelContractTest']) {
    assert passed[test] > 0: "no test of ${test} ran: ${passed}"
}

// The hooks of the contract kit are documented where an IDE looks.
def hooks = [
        ModelContract: ['config', 'shape', 'trainer', 'saveAndLoad', 'initialLossTolerance', 'gradientTolerance', 'overfittingSteps'],
        TaskContract: ['config', 'partsAreDisjoint'],
        TrainerContract: ['tolerance']]
def version = new XmlSlurper().parse(new File(basedir, 'pom.xml')).dependencies.dependency[0].version.text()
def folder = new File(localRepositoryPath, "org/transformerbench/transformer-bench-api/${version}")
new ZipFile(new File(folder, "transformer-bench-api-${version}-test-javadoc.jar")).withCloseable { jar ->
    hooks.each { type, names ->
        def page = jar.getEntry("org/transformerbench/testkit/contract/${type}.html")
        assert page != null: "no page of ${type}"
        def text = jar.getInputStream(page).getText('UTF-8')
        names.each { name -> assert text.contains("id=\"${name}("): "${type}.${name} is not documented" }
    }
}

// What ND4J asks for in versions with known vulnerabilities, or without need, does not reach a project with a backend.
def jars = new File(basedir, 'target/classpath.txt').text.split(File.pathSeparator).collect { new File(it).name }
assert 'commons-lang3-3.20.0.jar' in jars && 'commons-io-2.20.0.jar' in jars: jars
for (unwanted in ['oshi-core', 'byteunits', 'commons-net', 'neoitertools', 'commons-compress', 'commons-codec']) {
    assert jars.every { !it.startsWith(unwanted) }: jars
}
true
