import { openLab } from 'secgroup/lab';

const lab = await openLab('examples/reject/reject.yaml');
const { fate, told, wanted } = await lab.host('job-1').connect('api-1', 'tcp/22');
console.log(fate, told);
console.log(wanted.because);
await lab.close();
