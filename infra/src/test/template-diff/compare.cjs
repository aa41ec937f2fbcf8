// Compares templates with the one whose file is the argument. Takes one template a line, and answers with one line
// for each: what a deploy would do to the resources of the first, by their logical ids.
const { readFileSync } = require('node:fs');
const { createInterface } = require('node:readline');
const { fullDiff } = require('@aws-cdk/cloudformation-diff');

const deployed = readFileSync(process.argv[2], 'utf8');

createInterface({ input: process.stdin }).on('line', (template) => {
  const impacts = {};
  fullDiff(JSON.parse(deployed), JSON.parse(template)).resources.forEachDifference((id, change) => {
    if (!change.isAddition) {
      impacts[id] = change.changeImpact;
    }
  });
  console.log(JSON.stringify(impacts));
});
